package dev.tarn.bench.duel;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this runs on.
public final class Machine {
    private static final OperatingSystemMXBean CLOCK =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Machine() {}

    /// Processors, memory, JDK, load; one line.
    public static String describe() {
        String model =
                value(Path.of("/proc/cpuinfo"), "model name").replaceAll("\\s+", " ").strip();
        return "%d cores%s, heap at most %,d MB, JDK %s, load average %.1f"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model.isEmpty() ? "" : " of " + model,
                        Runtime.getRuntime().maxMemory() >> 20,
                        Runtime.version(),
                        CLOCK.getSystemLoadAverage());
    }

    /// Processor time of this process, all threads together.
    static long cpuNanos() {
        return CLOCK.getProcessCpuTime();
    }

    /// A line of this process's status, `VmRSS` or `VmHWM`, in bytes; 0 where there is no /proc.
    static long residentBytes(String name) {
        String digits = value(Path.of("/proc/self/status"), name).replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }

    private static String value(Path file, String name) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1);
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }
}
