package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.tools.Captured;

class ZooCommandTest {
    @TempDir
    Path temp;

    private String zoo;
    private Path weights;

    @BeforeEach
    void collect() {
        zoo = temp.resolve("zoo").toString();
        weights = temp.resolve("zoo/members/000001.safetensors");
        collectAgain();
    }

    private void collectAgain() {
        Captured captured = new Captured();
        String[] command = {
            "collect",
            "--dataset",
            "iris",
            "--validation",
            "24",
            "--architecture",
            "mlp-4-3-3",
            "--members",
            "3",
            "--epochs",
            "1",
            "--batch-size",
            "32",
            "--group",
            "2",
            "--threads",
            "1",
            "--out",
            zoo
        };
        assertEquals(0, captured.run(command), captured::err);
    }

    private static String run(int code, String... args) {
        Captured captured = new Captured();
        assertEquals(code, captured.run(args), () -> captured.out() + captured.err());
        return captured.out() + captured.err();
    }

    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
    }

    @Test
    void showsOneLineAMember() {
        String[] lines = run(0, "zoo", "show", zoo).split("\n", -1);
        assertTrue(lines[0].startsWith("member"), lines[0]);
        assertTrue(lines[2 + 1].strip().matches("1 +[0-9.]+ +21 +21 +members/000001.safetensors"), lines[3]);
        assertEquals("3 networks mlp-4-3-3 on iris", lines[lines.length - 2]);
    }

    @Test
    void verifiesWithExitCode0OrNamesTheFileWith1() throws IOException {
        assertEquals(zoo + ": 3 members, sound\n", run(0, "zoo", "verify", zoo));
        damage();
        String[] lines = run(1, "zoo", "verify", zoo).split("\n", -1);
        assertTrue(lines[0].startsWith(weights + ": sha256 is "), lines[0]);
        assertEquals(zoo + ": 3 members, 1 fault", lines[1]);
        assertTrue(run(1, "zoo", "verify", temp.resolve("none").toString()).contains("zoo.json"));
    }

    @Test
    void repairsOnDemandAndSaysWhatItDropped() throws IOException {
        assertEquals(zoo + ": nothing to repair, 3 of 3 members are there and sound\n", run(0, "zoo", "repair", zoo));
        damage();
        assertTrue(
                run(1, "zoo", "repair", zoo).startsWith("weightflow: " + zoo + ": member 1 is damaged and followed"));
        String said = run(0, "zoo", "repair", zoo, "--drop-damaged");
        assertTrue(said.contains("dropped member 1: " + weights), said);
        assertTrue(said.endsWith(zoo + ": 2 of 3 members are there and sound\n"), said);
        assertTrue(run(0, "zoo", "verify", zoo).startsWith("note: "));
        collectAgain();
        String[] lines = run(0, "zoo", "show", zoo).split("\n", -1);
        assertEquals("2 networks mlp-4-3-3 on iris", lines[lines.length - 2]);
        assertTrue(run(0, "align", zoo, "--out", temp.resolve("aligned").toString())
                .contains("aligned"));
    }

    @Test
    void asksForACommand() {
        assertTrue(run(2, "zoo").startsWith("weightflow: a command is missing: show, verify or repair"));
    }
}
