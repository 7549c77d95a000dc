package dev.millrace.cli.up;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts commands of Millrace with the Java, the options and the class path of this process. Ctrl-C in the terminal reaches
 * all that run in it at once; these do not hear it, since they end in order, by a signal of their own. If this process is
 * killed, they see it and end ({@link ParentWatch}).
 */
public final class JavaLaunch implements Launch {

    private static final String ENTRY = "dev.millrace.cli.Millrace";

    /** What the shell does before it becomes the process. */
    private static final String DEAF_TO_CTRL_C = "trap '' INT; exec \"$@\"";

    @Override
    public Process start(UpProcess process) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", DEAF_TO_CTRL_C, "sh"));
        command.addAll(command(process.arguments()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    /** The command of a process that runs a command line of ours, and ends when this process does. */
    public static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(JavaLaunch::isForAll)
                .forEach(command::add);
        command.add("-D" + ParentWatch.PARENT + "=" + ProcessHandle.current().pid());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ENTRY));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /** A child has no terminal of its own; agents, and an archive of classes that is left at the end, belong to one process. */
    private static boolean isForAll(String option) {
        return !option.startsWith("-Dmillrace.terminal")
                && !option.startsWith("-Dmillrace.columns")
                && !option.startsWith("-D" + ParentWatch.PARENT)
                && !option.startsWith("-XX:ArchiveClassesAtExit")
                && !option.startsWith("-agent")
                && !option.startsWith("-javaagent");
    }
}
