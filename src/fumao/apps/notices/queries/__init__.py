"""Reading notices and what was sent of them; every query takes the actor."""
