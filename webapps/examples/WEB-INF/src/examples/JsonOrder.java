package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A price list to GET, and orders to POST: JSON out, JSON in. */
@WebServlet("/json")
public class JsonOrder extends HttpServlet {

  private static final int MAX_BODY = 64 * 1024;
  private static final Map<String, Double> PRICES = Map.of("rope", 2.5, "lamp", 18.0, "bell", 40.0);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, 200, Map.of("currency", "EUR", "prices", PRICES));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = request.getContentType();
    if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
      answer(response, 415, Map.of("error", "send application/json"));
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      answer(response, 413, Map.of("error", "at most " + MAX_BODY + " bytes"));
      return;
    }
    try {
      Object order = Json.parse(new String(body, StandardCharsets.UTF_8));
      answer(response, 200, price(order));
    } catch (IllegalArgumentException wrong) {
      answer(response, 400, Map.of("error", wrong.getMessage()));
    }
  }

  private static Map<String, Object> price(Object order) {
    if (!(order instanceof Map<?, ?> map && map.get("items") instanceof List<?> items)) {
      throw new IllegalArgumentException("expected {\"items\": [...]}");
    }
    double total = 0;
    for (Object item : items) {
      if (!(item instanceof String name && PRICES.containsKey(name))) {
        throw new IllegalArgumentException("no such item: " + Json.write(item));
      }
      total += PRICES.get(name);
    }
    return Map.of("items", items, "total", total);
  }

  private static void answer(HttpServletResponse response, int status, Object json)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.getOutputStream().write(Json.write(json).getBytes(StandardCharsets.UTF_8));
  }
}
