"""The embedded Kafka: Apache Kafka itself, one KRaft node, run from pinned jars."""
