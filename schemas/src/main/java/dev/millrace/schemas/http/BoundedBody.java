package dev.millrace.schemas.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes so many bytes of a reply and no more. Called by one thread at a time, as its kind is. */
final class BoundedBody implements BodySubscriber<BoundedBody.Received> {

    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Received> received = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    /**
     * What came.
     *
     * @param bytes all of it, or its beginning
     * @param more whether there was more than is taken
     */
    record Received(byte[] bytes, boolean more) {}

    /** @param most bytes that are taken */
    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Received> getBody() {
        return received;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            int room = Math.min(piece.remaining(), most - bytes.size());
            byte[] taken = new byte[room];
            piece.get(taken);
            bytes.writeBytes(taken);
            if (piece.hasRemaining()) {
                if (subscription != null) {
                    subscription.cancel();
                }
                boolean unused = received.complete(new Received(bytes.toByteArray(), true));
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        boolean unused = received.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        boolean unused = received.complete(new Received(bytes.toByteArray(), false));
    }
}
