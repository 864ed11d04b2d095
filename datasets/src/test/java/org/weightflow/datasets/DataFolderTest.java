package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private static final Map<String, String> LINUX = Map.of("os.name", "Linux", "user.home", "/home/ada");

    /** Absolute on whatever platform the test runs. */
    @TempDir
    Path absolute;

    private static Path resolve(Path chosen, Map<String, String> environment, Map<String, String> properties) {
        return DataFolder.resolve(chosen, environment::get, properties::get);
    }

    @Test
    void prefersWhatTheUserNames() {
        Map<String, String> environment = Map.of("WEIGHTFLOW_DATA", "/data", "XDG_CACHE_HOME", absolute.toString());
        assertEquals(Path.of("mine"), resolve(Path.of("mine"), environment, LINUX));
        assertEquals(Path.of("/data"), resolve(null, environment, LINUX));
        assertEquals(Path.of("mine"), DataFolder.resolve(Path.of("mine")));
    }

    @Test
    void takesAnEmptyVariableAsUnset() {
        assertEquals(
                Path.of("/home/ada/.cache/weightflow"),
                resolve(null, Map.of("WEIGHTFLOW_DATA", "", "XDG_CACHE_HOME", ""), LINUX));
    }

    @Test
    void followsTheXdgStandardOnLinux() {
        assertEquals(
                absolute.resolve("weightflow"), resolve(null, Map.of("XDG_CACHE_HOME", absolute.toString()), LINUX));
        assertEquals(
                Path.of("/home/ada/.cache/weightflow"),
                resolve(null, Map.of("XDG_CACHE_HOME", "relative/cache"), LINUX));
    }

    @Test
    void usesTheCachesOfMacOs() {
        Map<String, String> mac = Map.of("os.name", "Mac OS X", "user.home", "/Users/ada");
        assertEquals(Path.of("/Users/ada/Library/Caches/weightflow"), resolve(null, Map.of(), mac));
    }

    @Test
    void usesTheLocalApplicationDataOfWindows() {
        Map<String, String> windows = Map.of("os.name", "Windows 11", "user.home", "/Users/ada");
        assertEquals(Path.of("/local/weightflow/cache"), resolve(null, Map.of("LOCALAPPDATA", "/local"), windows));
        assertEquals(Path.of("/Users/ada/AppData/Local/weightflow/cache"), resolve(null, Map.of(), windows));
    }

    @Test
    void saysWhatToSetWhereThereIsNoHome() {
        var e = assertThrows(IllegalStateException.class, () -> resolve(null, Map.of(), Map.of("os.name", "Linux")));
        assertTrue(e.getMessage().contains("WEIGHTFLOW_DATA"), e::getMessage);
    }
}
