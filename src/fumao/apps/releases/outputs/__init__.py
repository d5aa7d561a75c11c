"""The files of a vintage, made from what is shown of it and from nothing else."""
