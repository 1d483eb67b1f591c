package dev.tarn.engine.realdata;

import dev.tarn.engine.harness.TestEngine;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopCatalog;

/// A process that loads files into a table and is meant to be killed. Prints a line when it starts
/// to load, and one when it is done.
final class CopyProcess {
    private CopyProcess() {}

    /// Arguments: the warehouse, the files.
    public static void main(String[] arguments) {
        HadoopCatalog catalog = new HadoopCatalog(new Configuration(), arguments[0]);
        try (TestEngine engine = TestEngine.over(catalog, 2048, 2)) {
            System.out.println("loading");
            engine.execute("copy into t from '" + arguments[1] + "' file_format csv");
            System.out.println("done");
        }
    }
}
