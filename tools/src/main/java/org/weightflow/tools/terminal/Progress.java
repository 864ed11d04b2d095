package org.weightflow.tools.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows on stderr how long work comes along: on a terminal one line redrawn in place, at most ten times a second; otherwise a
 * line at most every five seconds. Either way each task ends with one plain line.
 * <p>Nothing is drawn but on a call, so a task that does not advance does not move. Tasks may advance from several threads.
 */
public final class Progress {
    /** What a task counts. */
    public enum Unit {
        ITEMS,
        BYTES
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long REDRAW = SECOND / 10;
    private static final long LINE_EVERY = 5 * SECOND;
    /** Of the bar itself, without the brackets. */
    private static final int BAR = 24;

    private static final int DEFAULT_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 20;

    private final PrintStream err;
    private final LongSupplier nanos;
    private final boolean inPlace;
    private final int columns;
    /** Characters of the line that stands there now. */
    private int drawn;

    private boolean silent;

    private Progress(PrintStream err, LongSupplier nanos, boolean inPlace, int columns) {
        this.err = err;
        this.nanos = nanos;
        this.inPlace = inPlace;
        this.columns = columns;
    }

    /** Redraws one line of at most {@code columns - 1} characters. */
    static Progress inPlace(PrintStream err, LongSupplier nanos, int columns) {
        return new Progress(err, nanos, true, Math.max(LEAST_COLUMNS, columns));
    }

    /** Prints plain lines. */
    static Progress lines(PrintStream err, LongSupplier nanos) {
        return new Progress(err, nanos, false, Integer.MAX_VALUE);
    }

    /** As the surroundings of this process ask for. */
    static Progress ofProcess(PrintStream err) {
        return isTerminal()
                ? inPlace(err, System::nanoTime, columns(System.getenv("COLUMNS")))
                : lines(err, System::nanoTime);
    }

    /**
     * The launcher knows whether stderr is a terminal and says so in {@code weightflow.terminal}; without it, the console counts,
     * which Java gives only if neither stdin nor stdout is redirected. TERM=dumb asks for plain lines. No colours are used, so
     * there is nothing that NO_COLOR would take away.
     */
    @SuppressWarnings("SystemConsoleNull") // From Java 22 on it is never null; the launcher's word makes that harmless.
    private static boolean isTerminal() {
        String told = System.getProperty("weightflow.terminal");
        boolean terminal = told == null ? System.console() != null : told.equals("true");
        return terminal && !"dumb".equals(System.getenv("TERM"));
    }

    static int columns(String variable) {
        return variable != null && variable.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(variable) : DEFAULT_COLUMNS;
    }

    /** Begins a task of {@code total} items, or of unknown length if that is negative. */
    public Task start(String stage, long total) {
        return start(stage, total, Unit.ITEMS);
    }

    /** Begins a task of {@code total} units, or of unknown length if that is negative. */
    public Task start(String stage, long total, Unit unit) {
        return new Task(stage, total, unit);
    }

    /** Takes the line away and draws nothing more: the process is about to end. */
    public synchronized void stop() {
        wipe();
        silent = true;
    }

    private synchronized void draw(String line) {
        String fitted = line.length() < columns ? line : line.substring(0, columns - 1);
        err.print("\r" + fitted + " ".repeat(Math.max(0, drawn - fitted.length())));
        err.flush();
        drawn = fitted.length();
    }

    private synchronized void wipe() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            err.flush();
            drawn = 0;
        }
    }

    /** One stage of work; close it at its end, done or not. */
    public final class Task implements AutoCloseable {
        private final String stage;
        private final long total;
        private final Unit unit;
        private final long start = nanos.getAsLong();
        private long done;
        private long skipped;
        private String note = "";
        private long shownAt = start;
        private boolean shown;
        private boolean closed;

        private Task(String stage, long total, Unit unit) {
            this.stage = stage;
            this.total = total;
            this.unit = unit;
        }

        /** Counts {@code units} that were there already, when the work resumes: done, but not part of the rate. */
        public void skip(long units) {
            synchronized (Progress.this) {
                done += units;
                skipped += units;
                show();
            }
        }

        /** Counts {@code units} more. */
        public void advance(long units) {
            advance(units, note);
        }

        /**
         * Counts {@code units} more.
         *
         * @param note what to show beside them from now on, such as {@code loss 0.12}
         */
        public void advance(long units, String note) {
            synchronized (Progress.this) {
                done += units;
                this.note = note;
                show();
            }
        }

        /** Wipes the bar and says in one line how far the task came and how long it took. */
        @Override
        public void close() {
            synchronized (Progress.this) {
                if (closed || silent) {
                    return;
                }
                closed = true;
                wipe();
                err.println(stage + ": " + counts() + " in " + duration(nanos.getAsLong() - start) + noted());
            }
        }

        private void show() {
            long now = nanos.getAsLong();
            boolean due = now - shownAt >= (inPlace ? REDRAW : LINE_EVERY) || (inPlace && !shown);
            if (!due || silent || closed) {
                return;
            }
            shownAt = now;
            shown = true;
            if (inPlace) {
                draw(line(now));
            } else {
                err.println(stage + ": " + counts() + pace(now) + noted());
            }
        }

        private String line(long now) {
            String tail = counts() + pace(now) + noted();
            if (total <= 0) {
                return stage + " " + tail;
            }
            // The bar gives way first: what is left of the line after the words, if that is worth drawing.
            int room = Math.min(BAR, columns - 1 - stage.length() - tail.length() - 4);
            if (room < 5) {
                return stage + " " + tail;
            }
            int full = (int) (room * Math.min(1, (double) done / (double) total));
            return stage + " [" + "#".repeat(full) + ".".repeat(room - full) + "] " + tail;
        }

        private String counts() {
            return total < 0 ? amount(done) : amount(done) + "/" + amount(total);
        }

        private String noted() {
            return note.isEmpty() ? "" : ", " + note;
        }

        private String pace(long now) {
            double seconds = (now - start) / (double) SECOND;
            long fresh = done - skipped;
            if (fresh <= 0 || seconds < 1) {
                return "";
            }
            double rate = fresh / seconds;
            String pace = ", " + speed(rate);
            return total > done ? pace + ", " + duration((long) ((total - done) / rate * SECOND)) + " left" : pace;
        }

        private String amount(long units) {
            return unit == Unit.BYTES ? bytes((double) units) : Long.toString(units);
        }

        private String speed(double rate) {
            if (unit == Unit.BYTES) {
                return bytes(rate) + "/s";
            }
            return rate >= 1
                    ? String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%.0f/s", rate)
                    : String.format(Locale.ROOT, "%.1f/min", rate * 60);
        }
    }

    static String bytes(double count) {
        if (count < 1000) {
            return String.format(Locale.ROOT, "%.0f B", count);
        }
        double scaled = count;
        int prefix = -1;
        // 999.95 would print as 1000.0.
        while (scaled >= 999.95) {
            scaled /= 1000;
            prefix++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", scaled, "kMGTPE".charAt(prefix));
    }

    static String duration(long nanos) {
        double seconds = nanos / (double) SECOND;
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
}
