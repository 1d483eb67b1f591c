package dev.tarn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server holds, in bytes; 0 for what this machine does not tell.
///
/// @param resident memory of the process
/// @param heapUsed garbage included
/// @param heapLive what is left after a collection
record ServerMemory(long resident, long heapUsed, long heapLive) {
    private static final Pattern USED = Pattern.compile("heap\\s.*?used (\\d+)K", Pattern.DOTALL);

    /// Looks first, and collects garbage afterwards.
    static ServerMemory of(Process process) throws IOException, InterruptedException {
        long resident = resident(process.pid());
        long used = heapUsed(process.pid());
        ask(process.pid(), "GC.run");
        return new ServerMemory(resident, used, heapUsed(process.pid()));
    }

    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    private static long heapUsed(long pid) throws IOException, InterruptedException {
        Matcher matcher = USED.matcher(ask(pid, "GC.heap_info"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
    }

    private static String ask(long pid, String command) throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                                .toString(),
                                        Long.toString(pid),
                                        command))
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return jcmd.waitFor() == 0 ? answer : "";
    }

    @Override
    public String toString() {
        return "%,d MB resident, heap %,d MB used, %,d MB live"
                .formatted(resident >> 20, heapUsed >> 20, heapLive >> 20);
    }
}
