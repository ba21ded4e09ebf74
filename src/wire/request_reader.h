#pragma once
// Reads requests from the bytes of one connection, one after the other, and refuses what two
// readers could understand differently: both lengths, an unknown transfer coding, folded lines, bad
// chunks. The grammar is Beast's parser; the limits and the strictness are ours. Called by
// connection.cc; it does no IO.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "wire/message.h"
#include "wire/server.h"

namespace callmap {

class RequestReader {
 public:
  enum class Step : std::uint8_t {
    kMore,     // nothing more can be read from these bytes
    kHeader,   // the header has just been completed, the body follows
    kDone,     // take() the request
    kRefused,  // answer `refusal` and close
  };
  struct Refused {
    int status = 0;
    std::string detail;
  };

  explicit RequestReader(const ServerLimits& limits);  // which must outlive this
  ~RequestReader();

  // Reads from the front of `bytes` and says in `used` how much of it need not be shown again.
  [[nodiscard]] Step read(std::string_view bytes, std::size_t& used);

  // Of the request whose header has been read.
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool http_1_0() const;
  [[nodiscard]] bool expects_continue() const;
  // True once a byte of the current request was read.
  [[nodiscard]] bool started() const;

  [[nodiscard]] const Refused& refused() const { return refused_; }
  // After kDone; the next read begins the next request.
  [[nodiscard]] Request take();

 private:
  class Parser;
  Step refuse(int status, std::string detail);

  const ServerLimits& limits_;
  std::unique_ptr<Parser> parser_;
  Refused refused_;
};

}  // namespace callmap
