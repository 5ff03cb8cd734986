package board;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@Controller
public class BoardController {
  private final Notes notes;

  public BoardController(Notes notes) {
    this.notes = notes;
  }

  @GetMapping("/")
  public String board(Model model, HttpSession session) {
    model.addAttribute("notes", notes.all());
    model.addAttribute("user", session.getAttribute("user"));
    return "board";
  }

  @PostMapping("/login")
  public String login(
      @RequestParam String name, @RequestParam String password, HttpServletRequest request) {
    if (!password.equals(name + "!")) {
      throw new IllegalArgumentException("Wrong password");
    }
    request.getSession();
    request.changeSessionId();
    request.getSession().setAttribute("user", name);
    return "redirect:/";
  }

  @PostMapping("/notes")
  public String add(@RequestParam String note) {
    notes.add(note);
    return "redirect:/";
  }

  @GetMapping("/deferred")
  @ResponseBody
  public DeferredResult<String> deferred() {
    DeferredResult<String> result = new DeferredResult<>(5000L);
    CompletableFuture.runAsync(() -> result.setResult("later"));
    return result;
  }

  @GetMapping("/callable/{name}")
  @ResponseBody
  public Callable<String> callable(@PathVariable String name) {
    return () -> "called " + name;
  }

  @GetMapping("/never")
  @ResponseBody
  public DeferredResult<String> never() {
    return new DeferredResult<>(100L, "too late");
  }

  @GetMapping("/events")
  public SseEmitter events() {
    SseEmitter emitter = new SseEmitter(5000L);
    CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 1; i <= 3; i++) {
              emitter.send(SseEmitter.event().name("tick").data("tick " + i));
            }
            emitter.complete();
          } catch (IOException gone) {
            emitter.completeWithError(gone);
          }
        });
    return emitter;
  }

  @PostMapping(path = "/upload", produces = "text/plain;charset=UTF-8")
  @ResponseBody
  public String upload(@RequestParam MultipartFile file, @RequestParam String note)
      throws IOException {
    return note
        + " "
        + file.getOriginalFilename()
        + ": "
        + new String(file.getBytes(), StandardCharsets.UTF_8);
  }
}
