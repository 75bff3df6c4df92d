"""Faust and Kafka: one short module an agent, and what the three share."""
