-- Notes and flags are few among many answers: found without reading those.
CREATE INDEX log_remarks ON log (learner, ord, id) WHERE kind <> 'answer';
