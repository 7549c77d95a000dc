package dev.millrace.policy.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Where the files of a saved model lie: a folder, or a folder of resources inside a jar. */
public sealed interface ModelSource
        permits ModelSource.Folder, ModelSource.Resources, HeldSource, LayeredSource, GivenFile {

    /** The bytes of one file. */
    byte[] read(String name);

    /** The bytes of one file that need not be there; empty if it is not. */
    Optional<byte[]> find(String name);

    /** Whether a file is there. */
    boolean has(String name);

    /**
     * A file that is too large for the heap: its bytes lie where the system keeps files, as long as they are referred to. It
     * must not be cut or written over meanwhile; a checkpoint is never written over.
     *
     * @throws CheckpointException if it is missing, cannot be read, or has more than 2 GiB
     */
    default ByteBuffer map(String name) {
        return ByteBuffer.wrap(read(name)).asReadOnlyBuffer();
    }

    /**
     * The bytes of one file from its beginning; the caller closes the stream.
     *
     * @throws CheckpointException if it is missing or cannot be read
     */
    default InputStream open(String name) {
        return new ByteArrayInputStream(read(name));
    }

    /**
     * Number of bytes of one file.
     *
     * @throws CheckpointException if it is missing or cannot be read
     */
    default long length(String name) {
        return read(name).length;
    }

    /** What error messages call the place of one file. */
    String describe(String name);

    static ModelSource folder(Path folder) {
        return new Folder(folder);
    }

    /** Resources under a path such as {@code dev/millrace/base}, without a slash at its ends. */
    static ModelSource resources(ClassLoader loader, String path) {
        return new Resources(loader, path);
    }

    /** The files of one, and of another those that it lacks. */
    static ModelSource layered(ModelSource first, ModelSource other) {
        return new LayeredSource(first, other);
    }

    /**
     * The same files, each as it was when it was first read: a folder may be deleted after that. What was read stays in
     * memory, or open, as long as this is referred to.
     */
    static ModelSource held(ModelSource source) {
        if (source instanceof LayeredSource layers) {
            return new LayeredSource(held(layers.first()), held(layers.other()));
        }
        return source instanceof Folder folder ? new HeldSource(folder) : source;
    }

    /** The same files, but for one small file that has another content. */
    static ModelSource overlaid(ModelSource below, String name, String content) {
        return new LayeredSource(new GivenFile(below, name, content), below);
    }

    /** Files of a folder. */
    record Folder(Path folder) implements ModelSource {

        @Override
        public byte[] read(String name) {
            try {
                return Files.readAllBytes(present(name));
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public ByteBuffer map(String name) {
            try (FileChannel channel = channel(name)) {
                return map(name, channel);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        /** A file that the caller closes. */
        FileChannel channel(String name) {
            try {
                return FileChannel.open(present(name), StandardOpenOption.READ);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        ByteBuffer map(String name, FileChannel channel) {
            try {
                if (channel.size() > Integer.MAX_VALUE) {
                    throw new CheckpointException(
                            describe(name), "has " + channel.size() + " bytes, but at most 2 GiB can be read");
                }
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public InputStream open(String name) {
            try {
                return Files.newInputStream(present(name));
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public long length(String name) {
            try {
                return Files.size(present(name));
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        private CheckpointException unreadable(String name, IOException e) {
            return new CheckpointException(describe(name), "cannot be read: " + e.getMessage(), e);
        }

        private Path present(String name) {
            if (!Files.isDirectory(folder)) {
                throw new CheckpointException(folder.toString(), "no such folder");
            }
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(describe(name), "the file is missing");
            }
            return file;
        }

        @Override
        public boolean has(String name) {
            return Files.isRegularFile(folder.resolve(name));
        }

        @Override
        public Optional<byte[]> find(String name) {
            return Files.exists(folder.resolve(name)) ? Optional.of(read(name)) : Optional.empty();
        }

        @Override
        public String describe(String name) {
            return folder.resolve(name).toString();
        }
    }

    /** Resources of a class loader. */
    record Resources(ClassLoader loader, String path) implements ModelSource {

        @Override
        public byte[] read(String name) {
            try (InputStream in = loader.getResourceAsStream(path + "/" + name)) {
                if (in == null) {
                    throw new CheckpointException(describe(name), "no such resource");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new CheckpointException(describe(name), "cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean has(String name) {
            return loader.getResource(path + "/" + name) != null;
        }

        @Override
        public Optional<byte[]> find(String name) {
            return loader.getResource(path + "/" + name) == null ? Optional.empty() : Optional.of(read(name));
        }

        @Override
        public String describe(String name) {
            return "classpath:" + path + "/" + name;
        }
    }
}
