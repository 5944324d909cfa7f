"""The use cases: one class per area, one method per use case. No framework, no driver."""
