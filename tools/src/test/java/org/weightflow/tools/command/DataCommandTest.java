package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.FetchProgress;
import org.weightflow.tools.Captured;

class DataCommandTest {
    private final Captured captured = new Captured();

    @Test
    void listsEveryDatasetAndWhetherItIsThere(@TempDir Path folder) {
        assertEquals(0, captured.run("data", "list", "--data-dir", folder.toString()));
        for (String name : Datasets.names()) {
            assertTrue(captured.out().lines().anyMatch(line -> line.startsWith(name + " ")), captured::out);
        }
        assertTrue(captured.out().lines().anyMatch(line -> line.matches("digits +1797 +1x8x8 +10 +built in .*")));
        assertTrue(captured.out().lines().anyMatch(line -> line.matches("mnist +70000 +1x28x28 +10 +missing .*")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "iris, is part of weightflow",
        "kmnist, only mnist and cifar10 can be fetched",
        "cats, is not one of iris"
    })
    void callsADatasetThatCannotBeFetchedUsage(String name, String reason, @TempDir Path folder) {
        assertEquals(2, captured.run("data", "fetch", name, "--data-dir", folder.toString()));
        assertTrue(captured.err().contains(reason), captured::err);
    }

    @Test
    void callsAWrongMirrorUsage() {
        assertEquals(2, captured.run("data", "fetch", "mnist", "--mirror", "ftp://a/"));
        assertTrue(captured.err().contains("mirror 'ftp://a/' is not"), captured::err);
    }

    @Test
    void saysWordForWordWhatToDoWithoutANetwork(@TempDir Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String mirror = "http://127.0.0.1:" + port + "/";
        assertEquals(1, captured.run("data", "fetch", "mnist", "--mirror", mirror, "--data-dir", folder.toString()));
        assertTrue(
                captured.err().startsWith("weightflow: cannot download train-images-idx3-ubyte.gz; put the files "),
                captured::err);
        assertEquals(1, captured.err().lines().count());
    }

    @Test
    void showsTheBytesOfADownloadThatTurnsOutWrong(@TempDir Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        server.start();
        try {
            String mirror = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            assertEquals(
                    1, captured.run("data", "fetch", "mnist", "--mirror", mirror, "--data-dir", folder.toString()));
            assertTrue(captured.err().startsWith("train-images-idx3-ubyte.gz: 3 B/3 B in "), captured::err);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void beginsAnotherTaskForEachFileAndForARestart() {
        try (FetchBars bars = new FetchBars(captured.terminal().progress())) {
            bars.onProgress(new FetchProgress("a", 10, 100));
            bars.onProgress(new FetchProgress("a", 100, 100));
            bars.onProgress(new FetchProgress("b", 50, -1));
            bars.onProgress(new FetchProgress("b", 20, 40));
            bars.onProgress(new FetchProgress("b", 40, 40));
        }
        String counts = captured.err().replaceAll(" in [0-9.]+ s", "");
        assertEquals("a: 100 B/100 B\nb: 50 B\nb: 40 B/40 B\n", counts);
    }
}
