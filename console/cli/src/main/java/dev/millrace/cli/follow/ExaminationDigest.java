package dev.millrace.cli.follow;

import dev.millrace.cli.evaluate.DrawingEvaluator;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.image.EncodedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes the digest of an examination: each text with its length before it, so that no two examinations run together. For one use. */
final class ExaminationDigest {

    private final Sha256 digest = new Sha256();

    String of(Examination examination) {
        examination.questions().forEach(this::question);
        text("drawings");
        examination.drawings().forEach(this::drawing);
        text("judged");
        text(examination.rule().toString());
        text(String.valueOf(examination.maxTokens()));
        examination.stop().forEach(this::text);
        if (examination.asksForImages()) {
            text(examination.drawing().deterministic().toString());
            text(String.valueOf(DrawingEvaluator.IMAGES));
        }
        return digest.finish();
    }

    private void question(EvaluationItem item) {
        prompt(item.id(), item.category(), item.system().orElse(""), item.problem(), item.images());
        text(item.answer());
    }

    private void drawing(DrawingItem item) {
        prompt(item.id(), item.category(), "", item.problem(), item.images());
        text(item.rules().toJson());
    }

    private void prompt(String id, String category, String system, String problem, List<EncodedImage> images) {
        text(id);
        text(category);
        text(system);
        text(problem);
        text(String.valueOf(images.size()));
        images.forEach(image -> text(image.digest().toString()));
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(ByteBuffer.wrap(bytes));
    }
}
