package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

class AlignCommandTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @BeforeAll
    static void collect() {
        Captured captured = new Captured();
        String command = "collect --dataset digits --validation 137 --architecture mlp-64-16-10 --members 3 --epochs 3"
                + " --batch-size 64 --threads 1 --out ";
        assertEquals(0, captured.run((command + zoo()).split(" ", -1)), captured::err);
    }

    private static Path zoo() {
        return shared.resolve("zoo");
    }

    private int align(String options) {
        return captured.run(("align " + zoo() + " --threads 1 " + options.replace("@", folder + "/")).split(" ", -1));
    }

    /** Balanced, the incoming and outgoing weights of a living unit have one norm: in the reference, too. */
    @Test
    void alignsByActivationsAndBalancesScales() throws IOException {
        assertEquals(0, align("--out @aligned --method activation-matching --gauges scale-balance"), captured::err);
        Map<?, ?> told = Json.read(folder.resolve("aligned/alignment.json"), Map.class);
        assertEquals(List.of("SCALE_BALANCE"), told.get("gauges"));
        Zoo aligned = Zoo.open(folder.resolve("aligned"));
        for (int member = 0; member < aligned.size(); member++) {
            float[] values = aligned.weights(member).toArray();
            for (int unit = 0; unit < 16; unit++) {
                double in = (double) values[64 * 16 + unit] * values[64 * 16 + unit];
                for (int k = unit * 64; k < (unit + 1) * 64; k++) {
                    in += (double) values[k] * values[k];
                }
                double out = 0;
                for (int row = 0; row < 10; row++) {
                    double value = values[64 * 16 + 16 + row * 16 + unit];
                    out += value * value;
                }
                assertEquals(1, Math.sqrt(out / in), 1e-5, "member " + member + ", unit " + unit);
            }
        }
        assertEquals(0, align("--out @plain"), captured::err);
        assertFalse(Zoo.open(folder.resolve("plain")).weights(0).sameBits(aligned.weights(0)));
        assertTrue(Zoo.open(folder.resolve("plain"))
                .weights(0)
                .sameBits(Zoo.open(zoo()).weights(0)));
    }

    @Test
    void comparesOnRequestAndAlignsOnlyIfToldTo() throws IOException {
        String report = "--report @report --points 3 --train-examples 50 --methods "
                + "git-rebasin-first,weight-matching-pairs+scale-balance";
        assertEquals(0, align(report), captured::err);
        assertEquals(
                List.of("none", "git-rebasin-first", "weight-matching-pairs+scale-balance"),
                AlignmentReport.read(folder.resolve("report")).methods().stream()
                        .map(MethodReport::name)
                        .toList());
        assertFalse(Files.exists(folder.resolve("aligned")));
        assertEquals(0, align(report + " --out @aligned"), captured::err);
        assertEquals(3, Zoo.open(folder.resolve("aligned")).size());
    }

    @Test
    void namesWhatIsWrong() {
        assertWrong("--out @a --methods weight-matching-first", "--methods says what --report compares");
        assertWrong("--report @r --methods weight-matching", "'weight-matching'");
        assertWrong("--out @a --gauges rotation", "rotation-toward");
        assertWrong("--report @r --points 2", "points 2 is less than 3");
        assertWrong("", "--out");
    }

    private void assertWrong(String options, String reason) {
        Captured other = new Captured();
        String command = "align " + zoo() + " " + options.replace("@", folder + "/");
        assertEquals(2, other.run(command.strip().split(" ", -1)), other::err);
        assertTrue(other.err().contains(reason), other::err);
    }
}
