package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

class CollectCommandTest {
    private static final String MOVED =
            """
            dataset: {name: digits, validation: 137}
            architecture: mlp-64-24-10
            collect:
              kind: moved
              members: 3
              training: {learningRate: 0.005, batchSize: 64, epochs: 12}
              pruning: {levels: 3}
              transfer: {match: weights, matching: {restarts: 2}}
              rewindStep: 20
            """;

    @TempDir
    private Path temp;

    private final Captured captured = new Captured();

    @Test
    void collectsMovedTicketsAndTheirControl() throws IOException {
        Path config = Files.writeString(temp.resolve("moved.yaml"), MOVED);
        Zoo moved = collect(config, "moved");
        Zoo unmoved = collect(config, "unmoved", "--match", "none");
        assertEquals(
                Map.of(
                        "match",
                        "weights",
                        "order",
                        "member",
                        "matching",
                        Map.of("starts", "propagated", "restarts", 2, "perturbations", 0, "maxSweeps", 100)),
                moved.manifest().recipe().get("transfer"));
        // 64 * 24 + 24 * 10 = 1776 weights, three levels of 20 %: 1421, 1137, 910.
        for (Zoo zoo : new Zoo[] {moved, unmoved}) {
            for (Member member : zoo.members()) {
                assertEquals(910, member.kept());
                double accuracy = member.metrics().get(Member.VALIDATION_ACCURACY);
                assertTrue(accuracy > 0.8, "member " + member.id() + " has " + accuracy);
            }
        }
        assertNotEquals(moved.mask(0), moved.mask(1));
        assertEquals(unmoved.mask(0), unmoved.mask(1));
        assertEquals(moved.members().get(2).seed(), unmoved.members().get(2).seed());
    }

    @Test
    void refusesAWordThatIsNoMatch() {
        assertEquals(2, captured.run("collect", "--kind", "moved", "--match", "weigths", "--out", temp.toString()));
        assertTrue(captured.err().contains("weights"), captured::err);
    }

    private Zoo collect(Path config, String name, String... more) throws IOException {
        Path zoo = temp.resolve(name);
        String[] command = {"collect", "-c", config.toString(), "--threads", "1", "--out", zoo.toString()};
        String[] all = Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new);
        assertEquals(0, captured.run(all), captured::err);
        return Zoo.open(zoo);
    }
}
