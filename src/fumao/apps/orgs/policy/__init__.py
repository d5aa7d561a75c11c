"""The one place that decides who may do what, and who sees what.

Three questions:
- ``may(actor, action, subject)``: may this actor do this to this now? ``require`` raises instead.
- ``offers(actor, action)``: is there anything at all the actor could do it to? For menus.
- ``visible_to(actor, queryset)``: the rows of a queryset that the actor may see.

A subject is a record of orgs, audit, files, plans, enterprises, grants or surveys, or its `Facts`
where the record does not exist yet.

Position in the tree
- A post reaches its department's area and every area below it: a post of the nation reaches all.
- Upward a post only reads what was published: districts read the plans of their city, not its
  drafts or log.
- Sideways nothing is visible: another city's plans, people and units do not exist for the actor.
- Posts count on the days they are valid; a post covers the work of its department's predecessors.

Roles
- office: imports, decides proposals, publishes (also what it imported itself: small bureaus),
  assigns, asks for help, decides extensions, accepts close-outs, records figures.
- leader: sees the drafts, publishes, decides extensions, reviews what the checkers may not, accepts
  close-outs.
- checker: reviews progress.
- handler: signs, reports and asks for help on the tasks where its own department leads or
  cooperates (members of an expanded group included); the lead asks for more time; the department
  asked for help answers.
- admin: people and units of its areas, never its own posts. reader: reads.
- expert: scores in panels of procedures. verifier: of a bank or tax office, verifies outcomes and
  marks them used. Both are called in for single cases: they read what was published, and neither
  the progress of tasks nor drafts, log, people or enterprises.
- Who holds a post of handler, checker or leader may delegate it to a colleague for some days
  (Actor.delegated); a delegated post adds nothing to what the colleague may do outside procedures.
- A post in a company reads the progress of those tasks only in which it has a part.

Enterprises
- office and checker register, rename, move, merge, split and close those of their areas; a move
  needs both places. Handlers of the units that manage a park do the same for that park.
- An enterprise's own unit sees that enterprise alone; its handlers record its facts.
- Contacts are masked; office, checker, the park's managers and the own handlers may reveal one.
- leader and reader see the enterprises of their areas. What was given for statistics is shown to
  nobody here (统计法 art. 28).
- office screens the enterprises of its areas and simulates other rules over them; leader reads
  what was found.

Funds
- office opens funds, budgets and calls, assesses (so do checkers), refuses and publishes; handlers
  of the area's finance office, or office, pay;
  leader approves and orders money back; an enterprise's own handlers claim, office for them.
- Who assessed does not approve, who approved does not pay.

Procedures
- Who examines a case sees its applicant in the register.
- An enterprise's own handlers apply; a step is taken by who holds its seat (cases.py), by the
  expert it was given to, or by a delegate on that person's behalf.
- The office that owns a case extends, stops and ends it and begins later cases on its outcome;
  its leader's delegate extends on that person's behalf, who ends a case is the leader alone;
  verifiers mark outcomes used; office designs procedures.
- Handlers of the office that owns a case record its fees as received or paid back; its leader
  waives them, never who handed the case in.

Surveys
- office opens periods and reminds; a respondent's own handlers file; a checker of the office on
  the filing's way reviews, no level skipped, a different person each.
- What was filed is seen by the respondent, the offices on its way and the office that runs the
  period, and by nobody else (surveys.py); the log leaves out what happened to it for all others.
- A file of many reports is seen by who holds posts in the units of all enterprises it names.

Key enterprises
- office names them and who keeps contact; office, checker and handlers of the keeping unit record
  visits and raise tickets, so do the enterprise's own handlers; who owns a ticket answers, the
  enterprise or office closes it.
- Seen by office, leader, checker and reader of the area, the keeping unit, the enterprise itself
  and the unit that owns one of its tickets. It shows no filing.

Releases
- The calendar of releases is everybody's. What was compiled is seen before its hour by office,
  leader and checker of the area, and by handlers of the offices that prepare it; by nobody else.
- office and those handlers plan and compile; two people other than who compiled approve, each once;
  leader withdraws. After its hour a vintage is public by the clock alone (releases.py).
- Accepted filings are analysed unprotected by office and checker of the department that runs the
  survey, and by nobody else. A saved view is its owner's, who may show it to the own unit.

Sharing
- In a provider's department office, leader and handlers grant data and revoke grants; office and
  handlers of both departments exchange under one, the receiver takes away; nobody else sees it.
- office and checker decide whether a name on a list is an enterprise of their areas (sharing.py).

Notices
- A notice to a person is that person's alone, one to a seat its holders' and delegates'. What was
  sent, to which address and how it ended is seen by the person and who reads the log of the area.

Separation of duties
- Nobody reviews an entry of the own department or an own entry; the same holds for an extension.
- A close-out is accepted by another person than the one who reported it.

The public (no person) may do nothing and sees no row. A token's scopes take away: reading needs
`read`, every change needs `write`.
"""

from fumao.apps.orgs.policy.actions import Action
from fumao.apps.orgs.policy.cases import published, seat_in, seats
from fumao.apps.orgs.policy.facts import Facts, Subject, facts_of
from fumao.apps.orgs.policy.rules import department_for, may, offers, position_for, require
from fumao.apps.orgs.policy.visibility import visible_to

__all__ = [
    "Action",
    "Facts",
    "Subject",
    "department_for",
    "facts_of",
    "may",
    "offers",
    "position_for",
    "published",
    "require",
    "seat_in",
    "seats",
    "visible_to",
]
