package dev.millrace.cli.page;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A run as its roles would have left it, on a broker in this process. Used by one thread. */
final class PlayedRun implements AutoCloseable {

    static final RunId RUN = new RunId("played");

    private final PlayedTopics written;
    private final PlayedSamples samples;
    private final PlayedSteps steps;

    PlayedRun(Path folder) {
        written = new PlayedTopics(folder);
        samples = new PlayedSamples(written);
        steps = new PlayedSteps(written, samples);
    }

    KafkaConfig kafka() {
        return written.kafka();
    }

    KafkaConnection connection() {
        return kafka().connection();
    }

    Topics topics() {
        return kafka().topics();
    }

    /** Where records are written. */
    PlayedTopics written() {
        return written;
    }

    /** What workers, scorers and the assembly leave. */
    PlayedSamples samples() {
        return samples;
    }

    /** What a learner and those who count leave. */
    PlayedSteps steps() {
        return steps;
    }

    /** Publishes an image, whatever it says it is; gives its hash. */
    String image(byte[] bytes, String mediaType) throws Exception {
        return written.image(bytes, mediaType);
    }

    void flush() {
        written.flush();
    }

    static byte[] picture(int number) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(236, 238, 242));
        pen.fillRect(0, 0, 32, 32);
        pen.setColor(number % 3 == 0 ? new Color(200, 40, 40) : new Color(40, 80, 200));
        pen.fillOval(6 + number, 6, 16, 16);
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        written.close();
    }
}
