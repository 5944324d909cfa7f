"""The real cloud: the manifest that both clouds are made from."""
