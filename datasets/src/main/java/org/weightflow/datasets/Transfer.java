package org.weightflow.datasets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection that brings bytes of one file, continuing a {@link PartFile} with a Range request where the server confirms by
 * If-Range that it still has the same file.
 */
final class Transfer {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final FetchConfig config;
    private final FetchListener listener;
    private final HttpClient client;

    Transfer(FetchConfig config, FetchListener listener) {
        this.config = config;
        this.listener = listener;
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Brings the part file up to its full length, from where it ended or from the start. */
    void run(URI uri, Download file, PartFile part) throws IOException, InterruptedException {
        Optional<String> tag = part.resumeTag(uri);
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = request(uri, tag, part.size());
        try (BodyQueue body = new BodyQueue()) {
            response.body().subscribe(body);
            int status = response.statusCode();
            if (status == 206 && tag.isPresent()) {
                long total = totalOfRange(response, part.size());
                requireAllowed(total, file);
                try (FileChannel channel = part.append()) {
                    receive(body, channel, file, total);
                }
                return;
            }
            if (status == 200) {
                long total =
                        response.headers().firstValueAsLong("Content-Length").orElse(-1);
                requireAllowed(total, file);
                try (FileChannel channel = part.restart(uri, response.headers().firstValue("ETag"))) {
                    receive(body, channel, file, total);
                }
                return;
            }
            if (status != 416 || tag.isEmpty()) {
                throw new IOException("the server answered " + status);
            }
        }
        // The server has nothing after the bytes so far. Either they are the whole file, or they are no use.
        try {
            file.verify(part.path());
        } catch (DatasetFormatException e) {
            part.delete();
            run(uri, file, part);
        }
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> request(URI uri, Optional<String> tag, long have)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(config.readTimeout());
        tag.ifPresent(etag -> request.header("Range", "bytes=" + have + "-").header("If-Range", etag));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    }

    private static long totalOfRange(HttpResponse<?> response, long have) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher matcher = CONTENT_RANGE.matcher(range);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != have) {
            throw new IOException("asked for the bytes from " + have + " on, the server sent '" + range + "'");
        }
        return matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    }

    private static void requireAllowed(long bytes, Download file) throws IOException {
        if (bytes > file.maxPackedBytes()) {
            throw new IOException("the server offers more than the " + file.maxPackedBytes() + " bytes that "
                    + file.packedName() + " can have");
        }
    }

    private void receive(BodyQueue body, FileChannel channel, Download file, long total)
            throws IOException, InterruptedException {
        long size = channel.size();
        try {
            for (Optional<List<ByteBuffer>> piece = body.next(config.readTimeout());
                    piece.isPresent();
                    piece = body.next(config.readTimeout())) {
                for (ByteBuffer buffer : piece.get()) {
                    size += buffer.remaining();
                    if (size > file.maxPackedBytes()) {
                        channel.truncate(0);
                    }
                    requireAllowed(size, file);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                listener.onProgress(new FetchProgress(file.packedName(), size, total));
            }
        } finally {
            channel.force(true);
        }
        if (total >= 0 && size != total) {
            throw new IOException("the answer ended after " + size + " of " + total + " bytes");
        }
    }
}
