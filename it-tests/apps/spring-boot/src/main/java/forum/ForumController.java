package forum;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@Controller
public class ForumController {
  @GetMapping("/")
  public String forum(Model model, Principal user, HttpSession session) {
    model.addAttribute("user", user.getName());
    model.addAttribute("posts", posts(session));
    return "forum";
  }

  @PostMapping("/posts")
  public String post(@RequestParam String text, HttpSession session) {
    List<String> posts = posts(session);
    posts.add(text);
    session.setAttribute("posts", posts);
    return "redirect:/";
  }

  @SuppressWarnings("unchecked")
  private static List<String> posts(HttpSession session) {
    Object posts = session.getAttribute("posts");
    return posts == null ? new ArrayList<>() : (List<String>) posts;
  }

  @GetMapping("/open")
  @ResponseBody
  public Map<String, Object> open() {
    return Map.of("open", true, "text", "grün");
  }

  @GetMapping("/fail")
  @ResponseBody
  public String fail() {
    throw new IllegalStateException("on purpose");
  }

  @GetMapping("/slow")
  @ResponseBody
  public CompletableFuture<String> slow(Principal user) {
    return CompletableFuture.supplyAsync(() -> "slowly for " + user.getName());
  }

  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  public SseEmitter events() {
    SseEmitter emitter = new SseEmitter(5000L);
    CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 1; i <= 3; i++) {
              emitter.send(Map.of("tick", i));
            }
            emitter.complete();
          } catch (IOException gone) {
            emitter.completeWithError(gone);
          }
        });
    return emitter;
  }

  @PostMapping("/upload")
  @ResponseBody
  public String upload(@RequestParam MultipartFile file) throws IOException {
    return file.getOriginalFilename() + ": " + new String(file.getBytes(), StandardCharsets.UTF_8);
  }
}
