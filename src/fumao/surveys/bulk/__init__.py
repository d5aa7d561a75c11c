"""Many reports of one survey read and examined at once, from a file with a row each.

No Django. The meaning is that of `SurveyForm.examine`, row by row: the property test says so.
"""
