package org.weightflow.tools.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** SciPy's linear_sum_assignment in a Python process of its own, asked through files and pipes. */
final class SciPyAssignment implements AutoCloseable {
    private static final String SCRIPT = "assignment.py";

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final Path matrix;

    /** @param folder where matrices are handed over */
    SciPyAssignment(String python, Path folder) throws IOException {
        matrix = folder.resolve("costs");
        process = new ProcessBuilder(python, "-c", script())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * @param seconds median of the repeats
     * @param total   cost of the assignment
     */
    record Answer(double seconds, double total) {}

    Answer solve(double[] cost, int n, int repeats) throws IOException {
        write(cost, n);
        questions.write(n + " " + repeats + " " + matrix + "\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("Python ended without an answer; see what it wrote above");
        }
        int space = answer.indexOf(' ');
        return new Answer(
                Double.parseDouble(answer.substring(0, space)), Double.parseDouble(answer.substring(space + 1)));
    }

    /** Row-major float64, the least significant byte first. */
    private void write(double[] cost, int n) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(n * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(
                matrix, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int i = 0; i < n; i++) {
                row.clear().asDoubleBuffer().put(cost, i * n, n);
                while (row.hasRemaining()) {
                    channel.write(row);
                }
            }
        }
    }

    private static String script() throws IOException {
        try (InputStream in = SciPyAssignment.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        questions.close();
        answers.close();
    }
}
