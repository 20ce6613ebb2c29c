"""What tests stand on: databases, the cast, the drivers, and stand-ins where the network begins."""
