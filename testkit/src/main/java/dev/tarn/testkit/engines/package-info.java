/// Other engines, each in a process of its own with a class path of its own.
///
/// Belongs here: starting one, sending it statements. Does not belong here: what it is asked. Start
/// reading at [EngineProcess]; the programs it runs are in `testkit/src/engines`.
@NullMarked
package dev.tarn.testkit.engines;

import org.jspecify.annotations.NullMarked;
