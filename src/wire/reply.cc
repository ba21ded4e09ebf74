#include "wire/reply.h"

#include "base/ensure.h"
#include "wire/mailbox.h"

namespace callmap {

Reply::~Reply() {
  if (mailbox_) send(problem_response(500, "the request was not answered"));
}

void Reply::send(Response response) {
  ENSURE(mailbox_ != nullptr, "a request is answered once");
  const SharedMailbox mailbox = std::move(mailbox_);
  // When the server has stopped there is nobody to tell.
  (void)mailbox->post({connection_, AnswerLetter{std::move(response)}});
}

EventStream Reply::open_stream(ResponseHeaders headers, std::function<void()> on_close) {
  ENSURE(mailbox_ != nullptr, "a request is answered once");
  SharedMailbox mailbox = std::move(mailbox_);
  // Shared with the connection, see SharedStreamState.
  auto state = std::make_shared<StreamState>();
  state->queued_bytes_max = mailbox->stream_queue_bytes();
  state->on_close = std::move(on_close);
  if (!mailbox->post({connection_, OpenStreamLetter{std::move(headers), state}})) {
    state->finish();
  }
  return {std::move(mailbox), std::move(state), connection_};
}

}  // namespace callmap
