"""The analysis page: what is asked, the figures it is asked of, how they are shown and sent."""
