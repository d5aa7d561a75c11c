"""Surveys and registers: when a report is due, which days are open for entry, who reviews it.

No Django. A survey is data (packs); what happens to a filing is a list of events, and its state is
their fold. The wall of 统计法 art. 28 is a purpose on the survey and on each of its fields.
"""
