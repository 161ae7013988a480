"""Execute chapters before the build, and only where something that matters changed."""
