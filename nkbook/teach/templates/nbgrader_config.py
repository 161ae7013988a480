# How nbgrader grades this assignment. It is no sandbox: see the guide before grading what others wrote.
c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "change_from_below"
# An answer that never ends is interrupted and graded for what it did; without this its student has no result.
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
# A test cell that a student has deleted is put back, with a note that says so.
c.OverwriteCells.add_missing_cells = True
