/* What the store does, as a careful C programmer would do it: by statements that
 * are prepared once, in as few as there can be. It measures itself.
 *
 *	beside FILE first DUE_MS     prints the first due card
 *	beside FILE cards DUE_MS     the same, after reading all cards as a session does
 *	beside FILE serve            answers lines of standard input:
 *
 *	record TAB fields            records an answer; see struct answer
 *	next TAB DUE_MS              finds the first due card among all cards
 *	indexed TAB DUE_MS           finds it by an index, which the file does not have
 *
 * An answer to a line is the nanoseconds that it took, then what was found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sha256.h"
#include "sqlite3-binding.h"

static sqlite3 *db;

static void fail(const char *doing)
{
	fprintf(stderr, "%s: %s\n", doing, sqlite3_errmsg(db));
	exit(1);
}

static long long now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
		fail(sql);
	return s;
}

/* row takes a step and reports whether it came upon a row. */
static int row(sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		fail(sqlite3_sql(s));
	return rc == SQLITE_ROW;
}

/* run takes a statement that returns nothing to its end. */
static void run(sqlite3_stmt *s)
{
	row(s);
	sqlite3_reset(s);
}

static void execute(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql);
}

static void bind_text(sqlite3_stmt *s, int i, const char *text)
{
	sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

static long long integer(const char *sql)
{
	sqlite3_stmt *s = prepare(sql);
	long long n = row(s) ? sqlite3_column_int64(s, 0) : 0;
	sqlite3_finalize(s);
	return n;
}

static void open_file(const char *path)
{
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		fail("open");
	sqlite3_busy_timeout(db, 5000);
	execute("PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL");
	if (integer("PRAGMA application_id") != 0x5044524c || integer("PRAGMA user_version") == 0) {
		fprintf(stderr, "not a file of ours\n");
		exit(1);
	}
}

#define CARD "facet, state, stability, difficulty, step, lapses, reviews, begun, last, due_ms, due_day, days, target"

/* The learner whose file it is, and the device that it is. Neither changes. */
static sqlite3_int64 learner;
static char learner_id[64], device_id[64];

static void copy_text(char *to, size_t size, sqlite3_stmt *s, int column)
{
	snprintf(to, size, "%s", (const char *)sqlite3_column_text(s, column));
}

static void find_learner(void)
{
	sqlite3_stmt *s = prepare("SELECT learners.n, learners.id, devices.id FROM learners, devices WHERE devices.n = 1 ORDER BY learners.n LIMIT 1");
	if (!row(s))
		fail("no learner");
	learner = sqlite3_column_int64(s, 0);
	copy_text(learner_id, sizeof learner_id, s, 1);
	copy_text(device_id, sizeof device_id, s, 2);
	sqlite3_finalize(s);
}

/* An answer, as a line of fields between tabs. What the scheduler makes of it is
 * handed over: it has nothing to do with the database. */
enum field {
	ID, AT_MS, ZONE, DAY, BODY, CORRECT, REVIEW, FACET, CHOSEN,
	STATE, STABILITY, DIFFICULTY, STEP, LAPSES, REVIEWS, BEGUN, LAST, DUE_MS, DUE_DAY, DAYS, TARGET,
	KIND, OPTIONS, FRESH, TENTHS, TOOK_MS, RECALLED, FIT, LAG, NTH, FIT_LAPSES, LIKELY, PREDICTED, LOSS,
	FIELDS
};

static long long number(char *const *f, enum field i) { return strtoll(f[i], NULL, 10); }

static struct {
	sqlite3_stmt *begin, *commit, *head, *highest, *awaited, *settings, *card;
	sqlite3_stmt *log, *new_head, *new_card, *tally, *confusion, *slot, *fit;
} statements;

static void prepare_record(void)
{
	statements.begin = prepare("BEGIN IMMEDIATE");
	statements.commit = prepare("COMMIT");
	statements.head = prepare("SELECT seq, hash FROM heads WHERE learner = ? AND device = 1");
	statements.highest = prepare("SELECT coalesce(max(ord), 0) FROM log WHERE learner = ?");
	statements.awaited = prepare("SELECT 1 FROM log INDEXED BY log_remarks WHERE learner = ? AND kind <> 'answer' AND kind = 'undo' AND json_extract(body, '$.target') = ?");
	statements.settings = prepare("SELECT settings FROM learners WHERE n = ?");
	statements.card = prepare("SELECT " CARD " FROM cards WHERE learner = ? AND facet = ?");
	statements.log = prepare("INSERT INTO log (learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash) VALUES (?, ?, ?, 1, ?, ?, ?, ?, 'answer', ?, ?, ?)");
	statements.new_head = prepare("INSERT INTO heads (learner, device, seq, hash, count) VALUES (?1, 1, ?2, ?3, ?2) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash, count = excluded.count");
	statements.new_card = prepare("INSERT OR REPLACE INTO cards (learner, " CARD ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	statements.tally = prepare("INSERT INTO tallies (learner, day, answers, correct, reviews, begun, repeats, recalled, took_ms) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET answers = answers + 1, correct = correct + excluded.correct, reviews = reviews + excluded.reviews,"
		" begun = begun + excluded.begun, repeats = repeats + excluded.repeats, recalled = recalled + excluded.recalled, took_ms = took_ms + excluded.took_ms");
	statements.confusion = prepare("INSERT INTO confusions (learner, facet, chosen, count, first, last) VALUES (?1, ?2, ?3, 1, ?4, ?4)"
		" ON CONFLICT DO UPDATE SET count = count + 1, last = excluded.last");
	statements.slot = prepare("INSERT INTO slots (learner, day, facet, kind, options, fresh, chosen, answers, correct, took) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"
		" ON CONFLICT DO UPDATE SET answers = answers + 1, correct = correct + excluded.correct, took = took || ',' || excluded.took");
	statements.fit = prepare("INSERT INTO fits (learner, lag, nth, lapses, likely, reviews, recalled, predicted, loss) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET reviews = reviews + 1, recalled = recalled + excluded.recalled,"
		" predicted = predicted + excluded.predicted, loss = loss + excluded.loss");
}

/* A link is where an event stands in the chain of its device and in the log. */
struct link {
	long long seq, ord;
	int prev_size;
	unsigned char prev[SHA256_SIZE], hash[SHA256_SIZE];
};

static struct link link_behind_last(char *const *f)
{
	struct link l = {.seq = 1};
	sqlite3_stmt *s = statements.head;
	sqlite3_bind_int64(s, 1, learner);
	if (row(s)) {
		l.seq = sqlite3_column_int64(s, 0) + 1;
		l.prev_size = sqlite3_column_bytes(s, 1);
		if (l.prev_size > SHA256_SIZE)
			fail("a hash is too long");
		memcpy(l.prev, sqlite3_column_blob(s, 1), l.prev_size);
	}
	sqlite3_reset(s);
	s = statements.highest;
	sqlite3_bind_int64(s, 1, learner);
	row(s);
	long long highest = sqlite3_column_int64(s, 0), at = number(f, AT_MS);
	l.ord = at > highest ? at : highest + 1;
	sqlite3_reset(s);
	return l;
}

static void add_field(sha256 *h, const char *text)
{
	char length[32];
	size_t n = strlen(text);
	sha256_add(h, length, snprintf(length, sizeof length, "%zu:", n));
	sha256_add(h, text, n);
}

static void add_number(sha256 *h, long long n)
{
	char text[32];
	snprintf(text, sizeof text, "%lld", n);
	add_field(h, text);
}

static void seal(struct link *l, char *const *f)
{
	sha256 h;
	char length[32];
	sha256_init(&h);
	sha256_add(&h, length, snprintf(length, sizeof length, "%d:", l->prev_size));
	sha256_add(&h, l->prev, l->prev_size);
	add_field(&h, learner_id);
	add_field(&h, device_id);
	add_field(&h, f[ID]);
	add_number(&h, l->seq);
	add_number(&h, l->ord);
	add_field(&h, f[AT_MS]);
	add_field(&h, f[ZONE]);
	add_field(&h, f[DAY]);
	add_field(&h, "answer");
	add_field(&h, f[BODY]);
	sha256_sum(&h, l->hash);
}

static void append(const struct link *l, char *const *f)
{
	sqlite3_stmt *s = statements.log;
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, l->ord);
	bind_text(s, 3, f[ID]);
	sqlite3_bind_int64(s, 4, l->seq);
	sqlite3_bind_int64(s, 5, number(f, AT_MS));
	sqlite3_bind_int64(s, 6, number(f, ZONE));
	sqlite3_bind_int64(s, 7, number(f, DAY));
	bind_text(s, 8, f[BODY]);
	sqlite3_bind_blob(s, 9, l->prev, l->prev_size, SQLITE_STATIC);
	sqlite3_bind_blob(s, 10, l->hash, SHA256_SIZE, SQLITE_STATIC);
	run(s);
	s = statements.new_head;
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, l->seq);
	sqlite3_bind_blob(s, 3, l->hash, SHA256_SIZE, SQLITE_STATIC);
	run(s);
}

/* A standing is what the log has led to so far, as far as an answer needs it. */
struct standing {
	int undone;
	int begun, in_review; /* the card */
};

static struct standing read_standing(char *const *f)
{
	struct standing now = {0};
	sqlite3_stmt *s = statements.awaited;
	sqlite3_bind_int64(s, 1, learner);
	bind_text(s, 2, f[ID]);
	now.undone = row(s);
	sqlite3_reset(s);
	s = statements.settings;
	sqlite3_bind_int64(s, 1, learner);
	row(s);
	sqlite3_column_text(s, 0);
	sqlite3_reset(s);
	s = statements.card;
	sqlite3_bind_int64(s, 1, learner);
	bind_text(s, 2, f[FACET]);
	if ((now.begun = row(s)))
		now.in_review = strcmp((const char *)sqlite3_column_text(s, 1), "review") == 0;
	sqlite3_reset(s);
	return now;
}

static void write_card(char *const *f)
{
	sqlite3_stmt *s = statements.new_card;
	sqlite3_bind_int64(s, 1, learner);
	bind_text(s, 2, f[FACET]);
	bind_text(s, 3, f[STATE]);
	sqlite3_bind_double(s, 4, strtod(f[STABILITY], NULL));
	sqlite3_bind_double(s, 5, strtod(f[DIFFICULTY], NULL));
	for (int i = STEP; i <= DAYS; i++)
		sqlite3_bind_int64(s, 6 + i - STEP, number(f, i));
	sqlite3_bind_double(s, 14, strtod(f[TARGET], NULL));
	run(s);
}

static void write_tally(char *const *f, struct standing before)
{
	int review = number(f, REVIEW);
	sqlite3_stmt *s = statements.tally;
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, number(f, DAY));
	sqlite3_bind_int64(s, 3, number(f, CORRECT));
	sqlite3_bind_int64(s, 4, review);
	sqlite3_bind_int64(s, 5, review && !before.begun);
	sqlite3_bind_int64(s, 6, review && before.in_review);
	sqlite3_bind_int64(s, 7, number(f, RECALLED));
	sqlite3_bind_int64(s, 8, number(f, TOOK_MS));
	run(s);
}

static void write_slot(char *const *f)
{
	sqlite3_stmt *s = statements.slot;
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, number(f, DAY));
	bind_text(s, 3, f[FACET]);
	bind_text(s, 4, f[KIND]);
	sqlite3_bind_int64(s, 5, number(f, OPTIONS));
	sqlite3_bind_int64(s, 6, number(f, FRESH));
	bind_text(s, 7, number(f, CORRECT) ? "" : f[CHOSEN]);
	sqlite3_bind_int64(s, 8, number(f, CORRECT));
	bind_text(s, 9, f[TENTHS]);
	run(s);
}

static void write_fit(char *const *f)
{
	if (!number(f, FIT))
		return;
	sqlite3_stmt *s = statements.fit;
	sqlite3_bind_int64(s, 1, learner);
	for (int i = LAG; i <= LIKELY; i++)
		sqlite3_bind_int64(s, 2 + i - LAG, number(f, i));
	sqlite3_bind_int64(s, 6, number(f, CORRECT));
	sqlite3_bind_int64(s, 7, number(f, PREDICTED));
	sqlite3_bind_int64(s, 8, number(f, LOSS));
	run(s);
}

static void write_confusion(char *const *f)
{
	if (number(f, CORRECT) || *f[CHOSEN] == '\0')
		return;
	sqlite3_stmt *s = statements.confusion;
	sqlite3_bind_int64(s, 1, learner);
	bind_text(s, 2, f[FACET]);
	bind_text(s, 3, f[CHOSEN]);
	sqlite3_bind_int64(s, 4, number(f, DAY));
	run(s);
}

static void record(char *const *f)
{
	run(statements.begin);
	struct link l = link_behind_last(f);
	seal(&l, f);
	append(&l, f);
	struct standing before = read_standing(f);
	if (!before.undone) {
		if (number(f, REVIEW))
			write_card(f);
		write_tally(f, before);
		write_slot(f);
		write_fit(f);
		write_confusion(f);
	}
	run(statements.commit);
}

static void record_line(char *line)
{
	char *f[FIELDS];
	for (int i = 0; i < FIELDS; i++)
		if (!(f[i] = strsep(&line, "\t"))) {
			fprintf(stderr, "an answer has %d fields, want %d\n", i, FIELDS);
			exit(1);
		}
	if (!statements.begin)
		prepare_record();
	long long began = now_ns();
	record(f);
	printf("%lld\n", now_ns() - began);
}

static void find_next(sqlite3_stmt *s, const char *due_ms)
{
	char facet[256] = "";
	long long began = now_ns();
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, strtoll(due_ms, NULL, 10));
	if (row(s))
		copy_text(facet, sizeof facet, s, 0);
	sqlite3_reset(s);
	printf("%lld\t%s\n", now_ns() - began, facet);
}

#define NEXT "SELECT " CARD " FROM %s WHERE learner = ? AND due_ms <= ? ORDER BY due_ms LIMIT 1"

static sqlite3_stmt *prepare_next(const char *table)
{
	char sql[512];
	snprintf(sql, sizeof sql, NEXT, table);
	return prepare(sql);
}

static sqlite3_stmt *prepare_indexed(void)
{
	execute("CREATE TEMP TABLE indexed AS SELECT * FROM cards; CREATE INDEX temp.by_due ON indexed (learner, due_ms)");
	return prepare_next("temp.indexed");
}

static void serve(void)
{
	static char line[1 << 20];
	sqlite3_stmt *next = NULL, *indexed = NULL;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		char *rest = line, *command = strsep(&rest, "\t");
		if (!rest) {
			fprintf(stderr, "a line without fields: %s\n", command);
			exit(1);
		} else if (strcmp(command, "record") == 0) {
			record_line(rest);
		} else if (strcmp(command, "next") == 0) {
			find_next(next ? next : (next = prepare_next("cards")), rest);
		} else if (strcmp(command, "indexed") == 0) {
			find_next(indexed ? indexed : (indexed = prepare_indexed()), rest);
		}
		fflush(stdout);
	}
}

static void print_first(const char *due_ms)
{
	sqlite3_stmt *s = prepare_next("cards");
	sqlite3_bind_int64(s, 1, learner);
	sqlite3_bind_int64(s, 2, strtoll(due_ms, NULL, 10));
	if (!row(s))
		fail("nothing is due");
	printf("%s\n", sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

/* print_first_of_all takes every column of every card, as a session does that
 * knows how urgent each is. */
static void print_first_of_all(const char *due_ms)
{
	char first[256] = "";
	long long earliest = strtoll(due_ms, NULL, 10) + 1;
	sqlite3_stmt *s = prepare("SELECT " CARD " FROM cards WHERE learner = ?");
	sqlite3_bind_int64(s, 1, learner);
	while (row(s)) {
		for (int i = 0; i < sqlite3_column_count(s); i++)
			sqlite3_column_value(s, i);
		if (sqlite3_column_int64(s, 9) < earliest) {
			earliest = sqlite3_column_int64(s, 9);
			copy_text(first, sizeof first, s, 0);
		}
	}
	printf("%s\n", first);
	sqlite3_finalize(s);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: beside FILE first|cards DUE_MS | FILE serve\n");
		return 2;
	}
	open_file(argv[1]);
	find_learner();
	if (strcmp(argv[2], "serve") == 0)
		serve();
	else if (argc > 3 && strcmp(argv[2], "first") == 0)
		print_first(argv[3]);
	else if (argc > 3 && strcmp(argv[2], "cards") == 0)
		print_first_of_all(argv[3]);
	fflush(stdout);
	sqlite3_close_v2(db);
	return 0;
}
