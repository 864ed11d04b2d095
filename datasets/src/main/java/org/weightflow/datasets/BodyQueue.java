package org.weightflow.datasets;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP answer, taken piece by piece with a limit on each wait.
 *
 * <p>The client's own timeout ends when the headers are in, so a server that falls silent later would be waited for
 * without end. One piece at a time is asked for, so memory stays small.
 */
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;
    private volatile boolean closed;

    /** Bytes, or nothing more, for the reason of {@code error} unless that is null. */
    private record Piece(List<ByteBuffer> buffers, boolean last, Throwable error) {}

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, false, null));
    }

    @Override
    public void onError(Throwable error) {
        pieces.add(new Piece(List.of(), true, error));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), true, null));
    }

    /**
     * Waits for the next piece.
     *
     * @return the piece, or nothing at the end of the body
     * @throws HttpTimeoutException if nothing comes within {@code timeout}
     * @throws IOException if the connection broke
     */
    Optional<List<ByteBuffer>> next(Duration timeout) throws IOException, InterruptedException {
        Piece piece = pieces.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (piece == null) {
            throw new HttpTimeoutException("no byte came for " + timeout.toMillis() + " ms");
        }
        if (piece.error() != null) {
            String message = piece.error().getMessage();
            throw new IOException(message == null ? "the connection broke" : message, piece.error());
        }
        if (piece.last()) {
            return Optional.empty();
        }
        subscription.request(1);
        return Optional.of(piece.buffers());
    }

    /** Gives up what has not come yet. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
