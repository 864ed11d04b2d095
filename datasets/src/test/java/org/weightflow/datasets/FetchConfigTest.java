package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchConfigTest {
    private static final FetchConfig DEFAULTS = FetchConfig.defaults();

    @Test
    void changesOneComponentAtATime() {
        List<URI> mirrors = List.of(URI.create("http://localhost/"));
        Duration second = Duration.ofSeconds(1);
        Duration minute = Duration.ofMinutes(1);
        assertEquals(
                new FetchConfig(mirrors, second, minute, 7),
                DEFAULTS.withMirrors(mirrors)
                        .withConnectTimeout(second)
                        .withReadTimeout(minute)
                        .withAttempts(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/mnist", "file:///mnist/", "mnist/", "ftp://localhost/", "http:opaque"})
    void refusesWhatIsNoFolderOnTheWeb(String mirror) {
        List<URI> mirrors = List.of(URI.create(mirror));
        var e = assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withMirrors(mirrors));
        assertTrue(e.getMessage().contains("'" + mirror + "'"), e::getMessage);
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withAttempts(0));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withConnectTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withReadTimeout(Duration.ofSeconds(-1)));
    }
}
