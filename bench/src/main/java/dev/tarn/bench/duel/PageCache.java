package dev.tarn.bench.duel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/// The operating system's cache of files: on Linux files can be taken out of it by
/// `posix_fadvise(POSIX_FADV_DONTNEED)` once they are on disk. Elsewhere nothing happens.
final class PageCache {
    private static final int DO_NOT_NEED = 4;
    private static final int READ_ONLY = 0;
    private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");

    private PageCache() {}

    static boolean canForget() {
        return IS_LINUX;
    }

    static void forget(List<Path> files) {
        if (!IS_LINUX) {
            return;
        }
        MethodHandle open = handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        MethodHandle sync = handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        MethodHandle advise =
                handle(
                        "posix_fadvise",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
        MethodHandle close = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        for (Path file : files) {
            try (Arena arena = Arena.ofConfined()) {
                int descriptor =
                        (int) open.invokeExact(arena.allocateFrom(file.toString()), READ_ONLY);
                if (descriptor < 0) {
                    throw new IllegalStateException(file + " cannot be opened");
                }
                int synced = (int) sync.invokeExact(descriptor);
                int advised = (int) advise.invokeExact(descriptor, 0L, 0L, DO_NOT_NEED);
                int closed = (int) close.invokeExact(descriptor);
                if (synced != 0 || advised != 0 || closed != 0) {
                    throw new IllegalStateException(file + " stays in the page cache");
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }
}
