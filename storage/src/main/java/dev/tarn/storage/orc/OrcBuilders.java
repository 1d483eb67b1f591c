package dev.tarn.storage.orc;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.orc.ORC;
import org.jspecify.annotations.Nullable;

import java.net.URL;
import java.util.function.Supplier;

/// Iceberg's builders of ORC files, which know the settings of tables alone.
///
/// Each makes a Hadoop `Configuration` of its own, which would parse the XML of all of Hadoop's
/// settings anew: most of what it takes to open a small file. Where they are is asked of the
/// thread's class loader, which has none of them meanwhile.
final class OrcBuilders {
    private static final ClassLoader WITHOUT_SETTINGS =
            new ClassLoader(OrcBuilders.class.getClassLoader()) {
                @Override
                public @Nullable URL getResource(String name) {
                    return name.endsWith(".xml") ? null : super.getResource(name);
                }
            };

    private OrcBuilders() {}

    static ORC.ReadBuilder read(InputFile file) {
        return withoutSettings(() -> ORC.read(file));
    }

    static ORC.WriteBuilder write(OutputFile file) {
        return withoutSettings(() -> ORC.write(file));
    }

    /// A `Configuration` keeps the class loader of the thread that it is made in.
    private static <T> T withoutSettings(Supplier<T> builder) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(WITHOUT_SETTINGS);
        try {
            return builder.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
