"""The work itself: pure and typed. Imports no Kafka, opens no socket, reads no clock."""
