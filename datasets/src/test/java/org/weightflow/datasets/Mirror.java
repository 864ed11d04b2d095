package org.weightflow.datasets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on the loopback that serves files as a mirror does, records what it is asked, and fails on demand. */
final class Mirror implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Optional<String> etag = Optional.of("\"v1\"");
    private volatile int cutAt = Integer.MAX_VALUE;
    private volatile boolean silent;
    private volatile int rangeShift;
    private volatile boolean chunked;

    Mirror() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/mnist/");
    }

    Mirror serve(String name, byte[] content) {
        files.put("/mnist/" + name, content);
        return this;
    }

    /** Sets the validator; none at all if empty. */
    Mirror etag(Optional<String> value) {
        etag = value;
        return this;
    }

    /** Breaks the connection when it has sent the bytes before this position of a file. */
    Mirror cutAt(int position) {
        cutAt = position;
        return this;
    }

    /** Falls silent at the position of the cut instead of breaking the connection. */
    Mirror silentAt(int position) {
        cutAt = position;
        silent = true;
        return this;
    }

    /** Answers range requests with bytes from elsewhere. */
    Mirror shiftRanges(int by) {
        rangeShift = by;
        return this;
    }

    /** Does not say how long a file is. */
    Mirror chunked() {
        chunked = true;
        return this;
    }

    /** File name and Range header, or "all", of each request so far. */
    List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(path.substring(path.lastIndexOf('/') + 1) + " " + (range == null ? "all" : range));
        byte[] content = files.get(path);
        try (exchange) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            etag.ifPresent(value -> exchange.getResponseHeaders().set("ETag", value));
            int start = start(exchange, range);
            if (start > 0 && start >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (start > 0) {
                start += rangeShift;
                String found = "bytes " + start + "-" + (content.length - 1) + "/" + content.length;
                exchange.getResponseHeaders().set("Content-Range", found);
            }
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, chunked ? 0 : content.length - start);
            OutputStream body = exchange.getResponseBody();
            int end = Math.min(content.length, cutAt);
            body.write(content, start, Math.max(0, end - start));
            body.flush();
            if (end < content.length && silent) {
                closing.await();
            } else if (end == content.length) {
                body.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the answer starts: 0 without a range, or if If-Range names another validator. */
    private int start(HttpExchange exchange, String range) {
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        boolean unchanged = condition == null || Optional.of(condition).equals(etag);
        return range == null || !unchanged
                ? 0
                : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
