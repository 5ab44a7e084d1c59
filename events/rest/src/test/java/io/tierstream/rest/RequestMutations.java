package io.tierstream.rest;

import static io.tierstream.events.Mutations.anyOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.events.JsonMutations;
import io.tierstream.events.JsonMutations.Damage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Mutates good requests: method, address, headers, body. For tests. */
final class RequestMutations {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a body that is no file. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final String[] ODD_SEGMENTS = {
    "%00",
    "a%00b",
    "%20",
    "%ed%a0%80",
    "%ff",
    "%c0%af",
    "%E4%BD%A0",
    "%2F",
    "%5c",
    "%25",
    "a%0d%0ab",
    "..",
    ".",
    "%2e%2e",
    "...",
    "a;b=c",
    "'%20OR%201=1",
    "%3Cscript%3E",
    "*",
    "+",
    "-1",
    "0",
    "NaN",
    "1e999999",
    "99999999999999999999",
    "2026-02-30",
    "+999999999-12-31",
    "9999-12-31",
    "import",
    "tiers",
    "a".repeat(64),
    "a".repeat(65),
    "a".repeat(3_000)
  };

  private static final String[] ODD_VALUES = {
    "",
    "%00",
    "%20",
    "%0a",
    "%ed%a0%80",
    "%ff",
    "%E4%BD%A0",
    "-1",
    "0",
    "1",
    "501",
    "1e2",
    "NaN",
    "1e999999",
    "2147483648",
    "99999999999999999999",
    "2026-01-01",
    "2026-01-02T03:04:05Z",
    "2026-02-30T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "%2B1000000000-12-31T23:59:59.999999999Z",
    "-1000000000-01-01T00:00:00Z",
    "%2B999999999-12-31T23:59:59Z",
    "-999999999-01-01T00:00:00%2B18:00",
    "2026-01-02T03:04:05%2B18:00",
    "%27%3B--",
    "%25%25",
    "_%25_",
    "*",
    "-",
    "--name",
    "AAAA",
    "true",
    "[]",
    "%7B%7D",
    "Nowhere/Land",
    "a%3Db%2Cc%3Dd",
    "x".repeat(300)
  };

  private static final String[] NAMES = {
    "limit",
    "after",
    "sort",
    "map",
    "zone",
    "currency",
    "customerId",
    "status",
    "surprise",
    "%00",
    ""
  };

  private static final String[] MEDIA_TYPES = {
    "",
    "text/plain",
    "text/csv",
    "text/csv; charset=UTF-16",
    "text/csv; charset=nope",
    "application/xml",
    "application/json; charset=UTF-8",
    "application/json; charset=UTF-16",
    "application/json; charset=ISO-8859-1",
    "application/json; charset=nope",
    "application/json; charset=",
    "application/json;",
    "application/json; q=NaN",
    "application/merge-patch+json",
    "application/problem+json",
    "application/gzip",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "multipart/mixed; boundary=x",
    "application/",
    "/",
    "*",
    "*/*",
    "a",
    ",",
    "a/b/c",
    "\u00e9/\u00e9",
    "application/json, text/csv"
  };

  /** Headers and odd values of each. */
  private static final String[][] HEADERS = {
    {
      "Idempotency-Key",
      "",
      " ",
      "k",
      "a b",
      "\u00e9",
      "\"q\"",
      "k\tk",
      "k".repeat(65),
      "k".repeat(5_000)
    },
    {
      "If-Match",
      "",
      "*",
      "x",
      "\"0\"",
      "\"-1\"",
      "\"99999999999999999999\"",
      "W/\"1\"",
      "\"1\", \"2\"",
      "\""
    },
    {"If-None-Match", "*", "\"1\"", "x"},
    {"If-Modified-Since", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"},
    {
      "Accept",
      "",
      "image/png",
      "x",
      "*",
      "*/*;q=0",
      "application/json;q=2",
      "text/csv;q=NaN",
      "text/csv",
      "text/event-stream",
      "application/problem+json",
      ",",
      "a/b, ".repeat(300)
    },
    {"Accept-Encoding", "gzip", "nope;q=9", "*;q=0", ""},
    {"Accept-Charset", "UTF-16", "nope"},
    {"Accept-Language", "x-\u00e9", "zh;q=NaN"},
    {"Last-Event-ID", "x", "*", "AQ", "1", "", "AQAAAAAAAAAAAAAAA", "=", "' OR 1=1"},
    {"traceparent", "x", "00-0-0-0", "", "00-" + "f".repeat(32) + "-" + "f".repeat(16) + "-01"},
    {"tracestate", "\u00e9", "=".repeat(600)},
    {"baggage", "=".repeat(600)},
    {"Range", "bytes=0-0", "bytes=9-1"},
    {"Authorization", "Basic %%%", "Bearer"},
    {"Cookie", "a=\"", ";;;", "a=b; ".repeat(500)},
    {"Origin", "null", "http://[", "\u00e9"},
    {"X-Forwarded-For", "x", "1.2.3.4, ::1"},
    {"X-Forwarded-Prefix", "/%00"},
    {"X-HTTP-Method-Override", "DELETE", "\u00e9"},
    {"Expect", "100-continue"},
    {"Connection", "keep-alive", "x", "close"},
    {"Content-Language", "\u00e9"},
    {"X", "", "\u00e9".repeat(900)}
  };

  private RequestMutations() {}

  /** What a mutated request may be answered. */
  enum Answered {
    /** Whatever a service says. */
    ANYHOW,
    /** That it can't be. */
    REFUSED,
    /** That it is too large. */
    TOO_LARGE,
    /** By the server itself, if at all: it isn't HTTP any more, or too large to be read. */
    BY_THE_SERVER
  }

  /**
   * A mutated request.
   *
   * @param isCutOff whether its sender goes away before the end
   */
  record Mutated(String name, Answered answered, Request request, boolean isCutOff) {}

  static Mutated mutate(Request good, Random dice) {
    var drawn = dice.nextInt(100);
    if (drawn < 8) {
      var method =
          anyOf(
              dice,
              "GET",
              "PUT",
              "POST",
              "PATCH",
              "DELETE",
              "HEAD",
              "OPTIONS",
              "TRACE",
              "SURPRISE",
              "get");
      return anyhow("method " + method, good.withMethod(method));
    } else if (drawn < 22) {
      return path(good, dice);
    } else if (drawn < 38) {
      return query(good, dice);
    } else if (drawn < 60) {
      return header(good, dice);
    } else if (drawn < 64) {
      return noHttp(good, dice);
    }
    return body(good, dice);
  }

  /** A body of 1 to 10 megabytes. */
  static Mutated large(Request good, Random dice) {
    if (good.isJson()) {
      var json = JsonMutations.large(object(good), dice);
      return new Mutated(
          "a large body",
          json.bytes().length > MAX_BYTES
              ? Answered.TOO_LARGE
              : json.damage() == Damage.BROKEN ? Answered.REFUSED : Answered.ANYHOW,
          good.withBody(json.bytes()),
          false);
    }
    var bytes = new byte[1_000_000 + dice.nextInt(9_000_000)];
    Arrays.fill(bytes, (byte) " ,\nx\"".charAt(dice.nextInt(5)));
    return anyhow("a large body", good.withBody(bytes));
  }

  private static Mutated anyhow(String name, Request request) {
    return new Mutated(name, Answered.ANYHOW, request, false);
  }

  private static Mutated byTheServer(String name, Request request) {
    return new Mutated(name, Answered.BY_THE_SERVER, request, false);
  }

  private static Mutated path(Request good, Random dice) {
    var parts = good.target().split("\\?", 2);
    var query = parts.length == 1 ? "" : "?" + parts[1];
    var segments = new ArrayList<>(List.of(parts[0].substring(1).split("/", -1)));
    var at = dice.nextInt(segments.size());
    switch (dice.nextInt(8)) {
      case 0 -> segments.add(at, anyOf(dice, ODD_SEGMENTS));
      case 1 -> segments.add("");
      case 2 -> segments.add(at, "");
      case 3 -> segments.remove(at);
      case 4 -> segments.set(at, segments.get(at).toUpperCase(Locale.ROOT));
      default -> segments.set(at, anyOf(dice, ODD_SEGMENTS));
    }
    var path = "/" + String.join("/", segments);
    return anyhow("path " + path, good.withTarget(path + query));
  }

  private static Mutated query(Request good, Random dice) {
    var parts = good.target().split("\\?", 2);
    var query = new ArrayList<String>();
    if (parts.length == 2) {
      query.addAll(List.of(parts[1].split("&", -1)));
    }
    var name =
        query.isEmpty() || dice.nextInt(3) == 0
            ? anyOf(dice, NAMES)
            : query.get(dice.nextInt(query.size())).replaceFirst("=.*", "");
    var value = dice.nextInt(4) == 0 ? cursor(dice) : anyOf(dice, ODD_VALUES);
    switch (dice.nextInt(6)) {
      case 0 -> query.add(name + "=" + value);
      case 1 -> query.add(name);
      case 2 -> query.addAll(java.util.Collections.nCopies(dice.nextInt(200), "a=b"));
      case 3 -> query.add("&&=&");
      default -> {
        query.removeIf(one -> one.startsWith(name + "="));
        query.add(name + "=" + value);
      }
    }
    var target = parts[0] + "?" + String.join("&", query);
    return anyhow("query " + target, good.withTarget(target));
  }

  /** What looks like a place in a list. */
  private static String cursor(Random dice) {
    var text =
        String.join(
            "\n",
            anyOf(
                dice,
                "orders",
                "placedAt",
                "-placedAt",
                "occurredAt",
                "name",
                "spend",
                "since",
                "customerId",
                "x"),
            anyOf(
                dice,
                "",
                "x",
                "NaN",
                "1e999999",
                "+999999999-12-31T23:59:59Z",
                "2026-01-02T03:04:05Z",
                "\u0000"),
            anyOf(dice, "", "C-1", "\ud83d\udca5", "\u0000"));
    var bytes = text.getBytes(UTF_8);
    if (dice.nextInt(3) == 0) {
      dice.nextBytes(bytes);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Mutated header(Request good, Random dice) {
    switch (dice.nextInt(4)) {
      case 0 -> {
        var type = anyOf(dice, MEDIA_TYPES);
        return anyhow("Content-Type: " + type, good.with("Content-Type", type));
      }
      case 1 -> {
        return anyhow(
            "no headers", new Request(good.method(), good.target(), List.of(), good.body()));
      }
      default -> {
        var header = anyOf(dice, HEADERS);
        var value = header[1 + dice.nextInt(header.length - 1)];
        var changed = good.with(header[0], value);
        if (dice.nextInt(8) == 0) {
          changed.headers().add(header[0] + ": " + header[1]);
        }
        return anyhow(header[0] + ": " + value, changed);
      }
    }
  }

  private static Mutated noHttp(Request good, Random dice) {
    switch (dice.nextInt(13)) {
      case 0 -> {
        return byTheServer(
            "a broken encoding", good.withTarget(good.target() + anyOf(dice, "/%zz", "/%", "/%4")));
      }
      case 1 -> {
        return byTheServer(
            "a broken encoding in the query", good.withTarget(good.target() + "?limit=%zz&a=%"));
      }
      case 2 -> {
        return byTheServer(
            "raw bytes in the address",
            good.withTarget(good.target() + anyOf(dice, "\u00e9", "\u0001", "{}|", "\\")));
      }
      case 3 -> {
        return byTheServer("a space in the address", good.withTarget(good.target() + "/a b"));
      }
      case 4 -> {
        return byTheServer(
            "a long address",
            good.withTarget(good.target() + "/" + "a".repeat(anyOf(dice, 5_000, 20_000, 100_000))));
      }
      case 5 -> {
        return byTheServer(
            "a large header", good.with("X", "x".repeat(anyOf(dice, 9_000, 70_000, 200_000))));
      }
      case 6 -> {
        return byTheServer("many headers", good.with("X", "x\r\nY: y".repeat(3_000)));
      }
      case 7 -> {
        return byTheServer(
            "a broken header", good.with(anyOf(dice, "a b", "", "\u00e9", "a\u0000"), "x"));
      }
      case 8 -> {
        return byTheServer(
            "a control character in a header",
            good.with("X", anyOf(dice, "\u0000", "a\u0001", "a\u007fb")));
      }
      case 9 -> {
        return byTheServer(
            "another host", good.with("Host", anyOf(dice, "", "a b", "%00", "[", "x:99999999")));
      }
      case 10 -> {
        var chunked =
            good.withBody(
                anyOf(
                        dice,
                        "x\r\n",
                        "-1\r\n\r\n",
                        "ffffffffffffffff\r\nx\r\n",
                        "5\r\nxxxxxxxxx\r\n0\r\n\r\n")
                    .getBytes(UTF_8));
        return byTheServer("broken chunks", chunked.with("Transfer-Encoding", "chunked"));
      }
      case 11 -> {
        return byTheServer(
            "an unknown transfer encoding",
            good.with("Transfer-Encoding", anyOf(dice, "nope", "gzip, chunked", "identity")));
      }
      default -> {
        var cut = good.body() == null ? good : good.with("Content-Type", "application/json");
        return new Mutated("its sender goes away", Answered.BY_THE_SERVER, cut, true);
      }
    }
  }

  private static Mutated body(Request good, Random dice) {
    if (good.body() == null) {
      return anyhow(
          "a body where there is none",
          good.withBody(anyOf(dice, "{}", "{", "x", "\u0000").getBytes(UTF_8))
              .with("Content-Type", "application/json"));
    }
    if (dice.nextInt(12) == 0) {
      return encoded(good, dice);
    }
    if (!good.isJson()) {
      return file(good, dice);
    }
    var json = JsonMutations.mutate(object(good), dice);
    // some requests need not say anything
    var refused =
        json.damage() == Damage.BROKEN
            && !Set.of("nothing", "white space only").contains(json.name());
    return new Mutated(
        json.name(),
        refused ? Answered.REFUSED : Answered.ANYHOW,
        good.withBody(json.bytes()),
        false);
  }

  private static Mutated encoded(Request good, Random dice) {
    var packed = packed(dice.nextInt(3) == 0 ? new byte[20_000_000] : good.body());
    switch (dice.nextInt(5)) {
      case 0 -> {
        var encoding = anyOf(dice, "gzip", "deflate", "br", "identity", "nope", "", "gzip, gzip");
        return anyhow("Content-Encoding: " + encoding, good.with("Content-Encoding", encoding));
      }
      case 1 -> {
        return anyhow("packed", good.withBody(packed).with("Content-Encoding", "gzip"));
      }
      case 2 -> {
        return anyhow("packed, and not said so", good.withBody(packed));
      }
      case 3 -> {
        return anyhow(
            "packed as a file", good.withBody(packed).with("Content-Type", "application/gzip"));
      }
      default -> {
        var cut = Arrays.copyOf(packed, dice.nextInt(packed.length));
        return anyhow("packed and cut off", good.withBody(cut).with("Content-Encoding", "gzip"));
      }
    }
  }

  private static byte[] packed(byte[] body) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Mutated file(Request good, Random dice) {
    var bytes = good.body().clone();
    var text = new String(bytes, ISO_8859_1);
    switch (dice.nextInt(11)) {
      case 0 -> {
        return anyhow("an empty file", good.withBody(new byte[0]));
      }
      case 1 -> {
        return anyhow(
            "a file cut off", good.withBody(Arrays.copyOf(bytes, dice.nextInt(bytes.length))));
      }
      case 2 -> {
        dice.nextBytes(bytes);
        return anyhow("a file of random bytes", good.withBody(bytes));
      }
      case 3 -> {
        for (int i = 0; i <= dice.nextInt(5); i++) {
          bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
        }
        return anyhow("a file with bits flipped", good.withBody(bytes));
      }
      case 4 -> {
        return anyhow("a file twice", good.withBody((text + text).getBytes(ISO_8859_1)));
      }
      case 5 -> {
        return anyhow("a file in UTF-16", good.withBody(text.getBytes(UTF_16)));
      }
      case 6 -> {
        var odd =
            anyOf(
                dice,
                "\"",
                "\"\"\"",
                "\u0000",
                ",,,,",
                "\r",
                "\u00ff",
                "\ufeff",
                "NaN",
                "1e999999",
                "x".repeat(70_000),
                ",".repeat(2_000),
                "\n\n\n",
                "\ufeff\"");
        var at = dice.nextInt(text.length());
        return anyhow(
            "a file with " + (odd.length() > 9 ? odd.length() + " odd characters" : odd),
            good.withBody((text.substring(0, at) + odd + text.substring(at)).getBytes(UTF_8)));
      }
      case 7 -> {
        var cells = text.split(",", -1);
        cells[dice.nextInt(cells.length)] =
            anyOf(
                dice,
                "",
                "NaN",
                "-1",
                "1e999999",
                "9".repeat(400),
                "2026-02-30",
                "+999999999-12-31T00:00:00Z",
                "\"",
                "=1+1",
                "\ud83d\udca5");
        return anyhow(
            "a file with an odd cell", good.withBody(String.join(",", cells).getBytes(UTF_8)));
      }
      case 8 -> {
        return anyhow(
            "another kind of file",
            good.withBody(
                anyOf(dice, "{}", "PK\u0003\u0004", "\u001f\u008b\b", "<xml/>", "%PDF-1.4")
                    .getBytes(ISO_8859_1)));
      }
      case 9 -> {
        var boundary = anyOf(dice, "x", "y", "");
        var form =
            "--x\r\nContent-Disposition: form-data; name=\""
                + anyOf(dice, "file\"; filename=\"a.csv", "file", "map", "")
                + "\"\r\n\r\n"
                + text
                + anyOf(dice, "\r\n--x--\r\n", "\r\n--x\r\n", "");
        return anyhow(
            "a form",
            good.withBody(form.getBytes(ISO_8859_1))
                .with("Content-Type", "multipart/form-data; boundary=" + boundary));
      }
      default -> {
        return anyhow(
            "a file of one line", good.withBody(text.replace('\n', ' ').getBytes(ISO_8859_1)));
      }
    }
  }

  private static ObjectNode object(Request good) {
    try {
      return (ObjectNode) JSON.readTree(good.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
