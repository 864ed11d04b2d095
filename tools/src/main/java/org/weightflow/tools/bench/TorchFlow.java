package org.weightflow.tools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** DeepWeightFlow's training loop in PyTorch, in a Python process of its own. */
final class TorchFlow {
    private static final String SCRIPT = "flow.py";

    private TorchFlow() {}

    /** Seconds of {@code steps} steps, after a warm-up, on {@code codes} codes. */
    static double seconds(String python, int dimensions, int codes, int steps, int threads) throws IOException {
        Process process = new ProcessBuilder(
                        python,
                        "-c",
                        script(),
                        Integer.toString(dimensions),
                        Integer.toString(codes),
                        Integer.toString(steps),
                        Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("Python ended without an answer; see what it wrote above");
            }
            return Double.parseDouble(answer);
        } finally {
            process.destroy();
        }
    }

    private static String script() throws IOException {
        try (InputStream in = TorchFlow.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
