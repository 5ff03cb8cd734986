package menu;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

@WebServlet("/menu")
public class Menu extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.setAttribute(
        "dishes",
        List.of(
            new Dish("Soup & bread", new BigDecimal("4.5")),
            new Dish("Crêpe", new BigDecimal("6.25"))));
    request.getRequestDispatcher("/WEB-INF/menu.jsp").forward(request, response);
  }
}
