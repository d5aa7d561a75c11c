"""The pages of orgs: registers, people, tokens."""
