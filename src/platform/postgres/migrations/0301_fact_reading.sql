-- Whether an area has any source by a moment, and which texts fall in a window, is asked without an account.
create index activity_at on activity (at);
create index survey_answer_answered on survey_answer (answered_at);
create index invoice_issued on invoice (issued_on);
create index business_change_on on business_change (on_day);
create index ticket_person on ticket (person_id, opened_at);
