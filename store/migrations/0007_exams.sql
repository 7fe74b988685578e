-- The log knows two kinds of event more, which programs of before would take for
-- damage: a mock exam was begun, and is over.
CREATE INDEX log_exams ON log (learner, ord, id) WHERE kind IN ('exam', 'exam-end');
