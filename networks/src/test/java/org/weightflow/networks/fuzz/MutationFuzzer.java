package org.weightflow.networks.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.Checksum;

/**
 * Feeds a parser with changed inputs and requires of each that it is read or refused with an IOException, of which
 * CheckpointFormatException is one, in bounded time and memory.
 * <p>Inputs that are read, or refused at a place not seen before, become inputs to change further; so the search goes on behind
 * the first checks. Equal seeds try equal inputs.
 * <p>A run makes {@value #USUAL_ITERATIONS} tries, a few seconds. The long version makes as many as fit into the given seconds for
 * each format: {@code mvn -pl datasets,networks test -Dtest=FormatFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dweightflow.fuzz.seconds=600}. An input that fails is written to {@code target/fuzz} and named in the message.
 */
public final class MutationFuzzer {
    static final String SECONDS = "weightflow.fuzz.seconds";
    static final int USUAL_ITERATIONS = 2000;

    /** Processor time and memory of one input; the largest inputs have 64 KiB. */
    private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(5);

    private static final long MOST_BYTES = 64L << 20;
    private static final int LARGEST_CORPUS = 500;
    private static final int FRAMES = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Parser parser;
    private final Path failures;
    private final Mutator mutator;
    private final List<byte[]> sound;
    private final List<byte[]> corpus;
    private final Set<String> known = new HashSet<>();
    private final Set<List<StackTraceElement>> refusals = new HashSet<>();

    private long longestWait = TimeUnit.SECONDS.toNanos(120);
    private volatile Attempt attempt;

    /** The input at work and when it began. */
    private static final class Attempt {
        private final byte[] input;
        private final long begin;

        Attempt(byte[] input, long begin) {
            this.input = input;
            this.begin = begin;
        }

        byte[] input() {
            return input;
        }

        long begin() {
            return begin;
        }
    }

    /** What is tested. */
    @FunctionalInterface
    public interface Parser {
        /** Reads everything that the input holds. */
        void parse(byte[] input) throws IOException;
    }

    /** How many inputs were tried, how many were read, and at how many different places the others were refused. */
    public record Report(long tried, long read, int refusals) {}

    /**
     * @param name       names the files of failing inputs
     * @param inputs     sound ones
     * @param dictionary words of the format
     * @param failures   the folder of failing inputs, such as {@code target/fuzz}
     */
    public MutationFuzzer(
            String name, List<byte[]> inputs, List<byte[]> dictionary, Parser parser, Path failures, Seed seed) {
        this.name = name;
        this.parser = parser;
        this.failures = failures;
        this.sound = List.copyOf(inputs);
        this.corpus = new ArrayList<>(inputs);
        this.mutator = new Mutator(dictionary, seed.child(name).random());
    }

    /** How long an input may keep its thread from ending before it counts as endless; a busy machine needs patience. */
    MutationFuzzer withLongestWait(long nanoseconds) {
        longestWait = nanoseconds;
        return this;
    }

    /** Makes the usual number of tries, or those of the seconds that the system property gives. */
    public Report run() throws IOException {
        long seconds = Long.getLong(SECONDS, 0);
        return seconds > 0 ? run(Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(seconds)) : run(USUAL_ITERATIONS);
    }

    /** Makes so many tries. */
    public Report run(long tries) throws IOException {
        return run(tries, Long.MAX_VALUE);
    }

    /** The tries are made by a thread of their own, so that an endless one is noticed. */
    private Report run(long tries, long nanoseconds) throws IOException {
        FutureTask<Report> work = new FutureTask<>(() -> work(tries, nanoseconds));
        Thread worker = new Thread(work, "fuzz-" + name);
        worker.setDaemon(true);
        worker.start();
        while (true) {
            try {
                return work.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException running) {
                Attempt last = attempt;
                if (last != null && System.nanoTime() - last.begin() > longestWait) {
                    throw failure(last.input(), "is not done with", null);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof AssertionError failure
                        ? failure
                        : new AssertionError(name + ": the fuzzer gives " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(name + ": interrupted");
            }
        }
    }

    private Report work(long tries, long nanoseconds) throws IOException {
        for (byte[] input : sound) {
            parser.parse(input);
        }
        long begin = System.nanoTime();
        long tried = 0;
        long read = 0;
        while (tried < tries && System.nanoTime() - begin < nanoseconds) {
            byte[] input = mutator.next(sound, corpus);
            attempt = new Attempt(input, System.nanoTime());
            read += isRead(input) ? 1 : 0;
            tried++;
        }
        return new Report(tried, read, refusals.size());
    }

    private boolean isRead(byte[] input) throws IOException {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long time = THREADS.getCurrentThreadCpuTime();
        boolean read = true;
        try {
            parser.parse(input);
        } catch (IOException refusal) {
            read = false;
            if (refusals.add(place(refusal))) {
                remember(input);
            }
        } catch (Throwable other) {
            throw failure(input, "gives " + other, other);
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        time = THREADS.getCurrentThreadCpuTime() - time;
        if (bytes > MOST_BYTES) {
            throw failure(input, "takes " + bytes + " bytes of memory", null);
        }
        if (time > MOST_NANOSECONDS) {
            throw failure(input, "takes " + TimeUnit.NANOSECONDS.toMillis(time) + " ms", null);
        }
        if (read) {
            remember(input);
        }
        return read;
    }

    private void remember(byte[] input) {
        if (corpus.size() < LARGEST_CORPUS && known.add(hash(input))) {
            corpus.add(input);
        }
    }

    /** The last places of our own on the way to a refusal; the words would differ with each name in the input. */
    private static List<StackTraceElement> place(IOException refusal) {
        Throwable root = refusal;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Stream.of(root.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("org.weightflow"))
                .limit(FRAMES)
                .toList();
    }

    private AssertionError failure(byte[] input, String what, Throwable cause) throws IOException {
        return new AssertionError(name + ": the input in " + save(input) + " " + what, cause);
    }

    private Path save(byte[] input) throws IOException {
        Files.createDirectories(failures);
        Path file = failures.resolve(name + "-" + hash(input) + ".bin");
        return Files.write(file, input);
    }

    private static String hash(byte[] input) {
        return Checksum.ofText(HexFormat.of().formatHex(input)).substring(0, 8);
    }
}
