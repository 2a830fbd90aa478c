from .assignments import catalogue as catalogue
from .grading.check_one import check as check
from .grading.grade_class import grade as grade
from .hints import hint as hint
from .interview import interview as interview
from .revealing import reveal as reveal
from .starting import new as new
