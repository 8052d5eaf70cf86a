package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriverFailureTest {
    static Stream<Throwable> badMoments() {
        return Stream.of(
                new DriverTimeoutException("too slow"),
                new NoNodeAvailableException(),
                AllNodesFailedException.fromErrors(Map.of()),
                new ClosedConnectionException("closed"),
                new OverloadedException(null),
                new ServerError(null, "odd"),
                new UnavailableException(null, DefaultConsistencyLevel.QUORUM, 2, 1),
                new WriteTimeoutException(null, DefaultConsistencyLevel.ONE, 0, 1, DefaultWriteType.SIMPLE),
                new IOException("reset"),
                new CompletionException(new DriverTimeoutException("too slow")));
    }

    @ParameterizedTest
    @MethodSource("badMoments")
    void blamesTheMoment(Throwable failure) {
        assertEquals(DriverFailure.BAD_MOMENT, DriverFailure.of(failure));
    }

    @Test
    void blamesTheRecordForWhatCassandraRefuses() {
        assertEquals(DriverFailure.BAD_RECORD, DriverFailure.of(new InvalidQueryException(null, "Key may not be empty")));
        assertEquals(DriverFailure.BAD_RECORD, DriverFailure.of(new CompletionException(new SyntaxError(null, "no"))));
    }

    @Test
    void blamesNeitherForMissingRightsAndDefects() {
        assertEquals(DriverFailure.FATAL, DriverFailure.of(new UnauthorizedException(null, "no MODIFY")));
        assertEquals(DriverFailure.FATAL, DriverFailure.of(new IllegalStateException("session is closed")));
    }
}
