package org.weightflow.networks.exchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

/**
 * A table in a text file, read line by line: values are separated by commas and may stand in double quotes; the first line names the
 * columns. A file whose name ends in {@code .gz} is unpacked on the way.
 * <p>No more than one line is in memory, and a line has at most 64 KiB, so a small archive cannot fill the memory.
 */
final class CsvFile implements AutoCloseable {
    static final int LONGEST_LINE = 1 << 16;

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final InputStream in;
    private final Map<String, Integer> columns = new HashMap<>();
    private int line;
    private List<String> row;

    private CsvFile(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /**
     * Reads the names of the columns; there may be more than those that are needed.
     *
     * @throws CheckpointFormatException if one is not there, or twice
     */
    static CsvFile open(Path path, List<String> needed) throws IOException {
        InputStream raw;
        try {
            raw = Files.newInputStream(path);
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
        try {
            CsvFile file = new CsvFile(path, unpacked(path, raw));
            file.readHeader(needed);
            return file;
        } catch (IOException failure) {
            raw.close();
            throw failure;
        }
    }

    private static InputStream unpacked(Path path, InputStream raw) throws IOException {
        try {
            InputStream in = path.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
            return new BufferedInputStream(in, BUFFER);
        } catch (IOException failure) {
            throw damaged(path, failure);
        }
    }

    private void readHeader(List<String> needed) throws IOException {
        if (!next()) {
            throw new CheckpointFormatException(path, "the file is empty");
        }
        for (int i = 0; i < row.size(); i++) {
            if (columns.put(row.get(i), i) != null) {
                throw new CheckpointFormatException(path, "column " + row.get(i) + " stands twice");
            }
        }
        for (String name : needed) {
            if (!columns.containsKey(name)) {
                throw new CheckpointFormatException(path, "column " + name + " is missing");
            }
        }
    }

    /**
     * Goes to the next line; false at the end of the file.
     *
     * @throws CheckpointFormatException if it is too long, not UTF-8, not well quoted, or has not one value for each column
     */
    boolean next() throws IOException {
        String text = readLine();
        if (text == null) {
            return false;
        }
        line++;
        row = split(text);
        if (line > 1 && row.size() != columns.size()) {
            throw fault(row.size() + " values for " + columns.size() + " columns");
        }
        return true;
    }

    /** The value of a column that was asked for, in the line that {@link #next} went to. */
    String value(String column) {
        return row.get(columns.get(column));
    }

    /** An exception that names the file and the line. */
    CheckpointFormatException fault(String what) {
        return new CheckpointFormatException(path, "line " + line + ": " + what);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                if (bytes.size() == LONGEST_LINE) {
                    throw new CheckpointFormatException(
                            path, "line " + (line + 1) + " has more than " + LONGEST_LINE + " bytes");
                }
                bytes.write(next);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw damaged(path, failure);
        }
    }

    private static IOException damaged(Path path, IOException failure) {
        return failure instanceof EOFException
                ? new CheckpointFormatException(path, "the archive ends early", failure)
                : FileFailure.of(path, "cannot be read", failure);
    }

    private List<String> split(String text) throws CheckpointFormatException {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        int at = 0;
        while (true) {
            if (at < text.length() && text.charAt(at) == '"') {
                at = unquote(text, at + 1, value);
                if (at < text.length() && text.charAt(at) != ',') {
                    throw fault("no comma follows a quoted value");
                }
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                value.append(text, at, end);
                at = end;
            }
            values.add(value.toString());
            value.setLength(0);
            if (at == text.length()) {
                return values;
            }
            at++;
        }
    }

    /** Returns where the text goes on behind the closing quote. */
    private int unquote(String text, int from, StringBuilder value) throws CheckpointFormatException {
        int at = from;
        while (at < text.length()) {
            if (text.charAt(at) != '"') {
                value.append(text.charAt(at++));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                value.append('"');
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw fault("a quote is not closed");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
