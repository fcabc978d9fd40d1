#pragma once
#import <Foundation/Foundation.h>
#include "TTMobile.objc.h"

// A listener that keeps what it is told, for a check to wait for.
@interface Heard : NSObject <TTMobileListener> {
	NSCondition *_news;
	NSMutableData *_data;
	NSMutableArray *_chunks, *_copies, *_states;
	TTMobileFailure *_why;
	int _ends, _retries;
	TTMobileClient *_client;
	BOOL _failing, _closing, _awaited;
}

@property(assign) BOOL failing; // onData fails
@property(assign) BOOL closing; // onData closes the client and awaits the end
@property(assign) BOOL awaited; // what that said
@property(assign) int ends;
@property(retain) TTMobileClient *client;
@property(retain) TTMobileFailure *why;
@property(readonly) NSArray *chunks; // as they were handed over
@property(readonly) NSArray *copies; // what their bytes were then, as NSData

// Each waits until it is so, and returns NO after a long time.
- (BOOL)state:(int32_t)state;
- (NSData *)bytes:(NSUInteger)count;
- (BOOL)end;
- (BOOL)retries:(int)count;

@end
