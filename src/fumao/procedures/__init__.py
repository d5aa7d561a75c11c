"""Procedures: declared as data, followed as events; no Django here.

A `Procedure` says who may ask for what, on which form, through which offices, under which clocks. A
case is the fold of its events over that definition:

state = begin(procedure, submitted)               # fold.py
state = apply(procedure, calendar, state, event)
acts.finish(...)                                  # what may be done now, as the next event
timers.fired(procedure, state, calendar, today)   # what time itself does
"""
